import { isFormulaCell } from '@nemeton/contract'
import { newId } from '../api/id.ts'
import { createBreather, cutShort, openResult } from './read.ts'

const cells = /"((?:[^"]|"")*)"|[^,\n"]+/g

/** CSV whose texts no spreadsheet takes for formulas: those get a `'` before them. Takes whole records. */
export function guardCsv(records: string): string {
  return records.replace(cells, (cell, quoted: string | undefined) => {
    const text = quoted ?? cell
    if (!isFormulaCell(text)) return cell
    return quoted === undefined ? `'${cell}` : `"'${quoted}"`
  })
}

/** Cuts a stream of CSV after whole records: a line break within quotes is none. */
export function createRecordCutter(): { push(piece: string): string; rest(): string } {
  let rest = ''
  return {
    push: (piece) => {
      const text = rest + piece
      let isQuoted = false
      let end = 0
      for (let at = 0; at < text.length; at += 1) {
        const code = text.charCodeAt(at)
        if (code === 34) isQuoted = !isQuoted
        else if (code === 10 && !isQuoted) end = at + 1
      }
      rest = text.slice(end)
      return text.slice(0, end)
    },
    rest: () => rest,
  }
}

interface Export {
  readonly statement: string
  readonly signal: AbortSignal
  readonly onProgress: (bytes: number) => void
}

/** Pieces of a blob are the browser's to keep on disk; this many characters wait in the page. */
const pieceCharacters = 4_000_000

/** The whole result as CSV, however long; a result that breaks off is an error, never a short file. */
export async function exportCsv({ statement, signal, onProgress }: Export): Promise<Blob> {
  const reader = await openResult({ query: statement, queryId: newId(), resultFormat: 'csv' }, signal)
  const cutter = createRecordCutter()
  const breathe = createBreather()
  const pieces: Blob[] = []
  let waiting: string[] = []
  let waitingCharacters = 0
  let tail = ''
  let bytes = 0
  const flush = () => {
    const piece = new Blob(waiting)
    bytes += piece.size
    pieces.push(piece)
    waiting = []
    waitingCharacters = 0
    onProgress(bytes)
  }
  for (;;) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw signal.aborted ? cause : cutShort(cause)
    })
    if (done) break
    const records = cutter.push(value)
    tail = (tail + records).slice(-2)
    waiting.push(guardCsv(records))
    waitingCharacters += records.length
    if (waitingCharacters > pieceCharacters) flush()
    await breathe()
  }
  // Druid ends a whole result with an empty line, which is no record.
  if (tail !== '\n\n' || cutter.rest() !== '') throw cutShort()
  flush()
  const whole = new Blob(pieces)
  return whole.slice(0, whole.size - 1, 'text/csv;charset=utf-8')
}
