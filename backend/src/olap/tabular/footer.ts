import { isValue } from './header.ts'
import type { ParsedRow } from './parse.ts'
import { shapeOf } from './shape.ts'

const most = 12
const totals =
  /^(?:(?:grand |overall |sub)?totals?|sum|totale?s?(?: g[eé]n[eé]ral)?|gesamt(?:summe)?|summe|suma|somme|итого|всего|合计|合計|총계)(?:\b|[\s:.]|$)/i
const notes =
  /^(?:[*†‡]|\(?\d{1,2}\)|\[\d{1,2}\]|#|--|==|sources?\b|notes?\b|nb\b|remarks?\b|legend\b|footnotes?\b|generated\b|created\b|printed\b|exported\b|downloaded\b|prepared\b|copyright\b|©|\(c\)|end of\b|rows?:|records?:|\d+ (?:rows?|records?)\b|quelle\b|hinweis\b|stand:|fuente\b|nota\b|fonte\b)/i

const told = /^(?:sources?|notes?|nb|remarks?|quelle|hinweis|fuente|fonte|nota) ?:/i

/** How many rows at the end are no rows of the table: totals and notes. Cut rows and rows with too few cells are none of them. */
export const footerOf = (rows: readonly ParsedRow[], width: number): number => {
  if (width < 2) return 0
  const last = rows.findLastIndex((row) => row.cells.length === width && row.flaw === null && !isNote(row, width))
  for (let from = Math.max(1, last, rows.length - most); from < rows.length; from++) {
    const table = rows.slice(0, from)
    if (!table.some((row) => row.cells.length === width)) continue
    if (rows.slice(from).every((row, n) => isBelow(row, n, rows, from, width))) return rows.length - from
  }
  return 0
}

const isBelow = (row: ParsedRow, n: number, rows: readonly ParsedRow[], from: number, width: number): boolean => {
  if (row.flaw !== null) return false
  if (isNote(row, width) || isTotal(row, rows.slice(0, from), width)) return true
  const apart = rows.slice(from, from + n + 1).some((_, at) => isApart(rows[from + at - 1], rows[from + at]))
  return row.cells.length < width && (apart || n > 0) && !isValue(shapeOf(row.cells[0] ?? null))
}

/** Blank lines stand between two rows. */
const isApart = (above: ParsedRow | undefined, below: ParsedRow | undefined): boolean =>
  above !== undefined && below !== undefined && below.line > above.line + 1 + breaksIn(above)

const breaksIn = (row: ParsedRow): number =>
  row.cells.reduce((sum, cell) => sum + (cell?.match(/\r\n?|\n/g)?.length ?? 0), 0)

const textOf = (row: ParsedRow): string => (row.cells.find((cell) => cell !== null && cell.trim() !== '') ?? '').trim()
const filled = (row: ParsedRow): number => row.cells.filter((cell) => cell !== null && cell.trim() !== '').length

/** A sentence in a line of its own, or one that says what it is. */
const isNote = (row: ParsedRow, width: number): boolean => {
  const text = textOf(row)
  if (told.test(text) && filled(row) <= 2) return true
  if (row.cells.length === width && filled(row) > 1) return false
  if (notes.test(text) || totals.test(text)) return row.cells.length !== width || width > 2
  return row.cells.length < width && filled(row) === 1 && /\p{L}\S* \S*\p{L}/u.test(text)
}

/** `Total,,4,6`: named so, unlike any row above, and either with gaps where rows have none or with their sums. */
const isTotal = (row: ParsedRow, above: readonly ParsedRow[], width: number): boolean => {
  if (!totals.test(textOf(row)) || row.cells.length > width) return false
  const at = row.cells.findIndex((cell) => cell !== null && cell.trim() !== '')
  const table = above.filter((other) => other.cells.length === width)
  if (table.some((other) => totals.test((other.cells[at] ?? '').trim()))) return false
  if (row.cells.length < width) return true
  const usual = table.slice(-50)
  const gaps = row.cells.some((cell, column) => {
    if (cell !== null && cell.trim() !== '') return false
    return usual.every((other) => (other.cells[column] ?? '').trim() !== '')
  })
  return gaps || hasSums(row, table)
}

const hasSums = (row: ParsedRow, table: readonly ParsedRow[]): boolean =>
  row.cells.some((cell, column) => {
    const total = numberIn(cell)
    if (total === null || total === 0) return false
    const values = table.map((other) => numberIn(other.cells[column] ?? null)).filter((value) => value !== null)
    if (values.length < 2) return false
    const sum = values.reduce((all, value) => all + value, 0)
    return Math.abs(sum - total) <= Math.abs(total) * 1e-6 + 0.01
  })

const numberIn = (cell: string | null): number | null => {
  const text = (cell ?? '').trim().replace(/^(-?\d+),(\d+)$/, '$1.$2')
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : null
}
