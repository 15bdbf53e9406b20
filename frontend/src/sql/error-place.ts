import { ProductError } from '@nemeton/contract'

/** Where in the statement Druid saw the fault; lines and columns count from 1, both ends are part of it. */
export interface ErrorPlace {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

const written = /\(line \[(\d+)\], column \[(\d+)\]\)/

/** As Druid says it beside the error, or else within its words; null when it does not say it. */
export function placeOfError(error: unknown): ErrorPlace | null {
  if (!(error instanceof ProductError)) return null
  const context = contextOf(error.details)
  const [, line, column] = written.exec(error.message) ?? []
  const at = { line: Number(context?.line ?? line), column: Number(context?.column ?? column) }
  if (!(at.line > 0) || !(at.column > 0)) return null
  const end = { endLine: Number(context?.endLine), endColumn: Number(context?.endColumn) }
  const isAfter = end.endLine > at.line || (end.endLine === at.line && end.endColumn >= at.column)
  return isAfter ? { ...at, ...end } : { ...at, endLine: at.line, endColumn: at.column }
}

function contextOf(details: unknown): Readonly<Record<string, unknown>> | null {
  const said = (details as { druid?: unknown } | undefined)?.druid
  if (typeof said !== 'string') return null
  // Long answers arrive cut off, so they are no JSON any more.
  const found = /"context":\{"sourceType":"sql",((?:"(?:line|column|endLine|endColumn)":"\d+",?)+)/.exec(said)
  return found ? (JSON.parse(`{${(found[1] ?? '').replace(/,$/, '')}}`) as Record<string, unknown>) : null
}

/** The first and the last offset of a place; a place beyond the text is at its end. */
export function offsetsOf(text: string, place: ErrorPlace): { readonly from: number; readonly to: number } {
  const lines = text.split('\n')
  const offset = (line: number, column: number) => {
    const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0)
    return Math.min(text.length, before + Math.min(column - 1, lines[line - 1]?.length ?? 0))
  }
  const from = offset(place.line, place.column)
  return { from, to: Math.max(from, Math.min(text.length, offset(place.endLine, place.endColumn) + 1)) }
}

/** Druid's words without its list of every sign that might have stood there. */
export const shortReason = (message: string): string =>
  message.replace(/, acceptable options: \[[\s\S]*\]\s*$/, '').replace(written, 'in line $1, column $2')
