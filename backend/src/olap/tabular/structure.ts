import type { Dialect, DialectChoice } from '@nemeton/contract'
import { commentOf, isComment } from './comments.ts'
import { footerOf } from './footer.ts'
import { headerOf } from './header.ts'
import type { ParsedRow, Splitting } from './parse.ts'

export interface Structure
  extends Pick<Dialect, 'headerRows' | 'preambleRows' | 'footerRows' | 'comment' | 'decimalSeparator'> {
  readonly width: number
}

/** What of rows that were split is table: what stands above, below and between, the header and the decimal mark. */
export const structureOf = (
  rows: readonly ParsedRow[],
  how: Splitting,
  whole: boolean,
  wish: DialectChoice = {},
): Structure => {
  const width = usualWidth(rows.slice(wish.preambleRows ?? 0))
  const preambleRows = wish.preambleRows ?? preambleOf(rows, width)
  const comment = commentOf(rows.slice(preambleRows), width)
  const below = withoutComments(rows, preambleRows, comment).slice(preambleRows)
  const headerRows =
    wish.headerRows ??
    headerOf(
      below.filter((row) => row.cells.length === width),
      width,
    )
  const footerRows = whole ? footerOf(below.slice(headerRows), width) : 0
  const table = below.slice(0, below.length - footerRows).filter((row) => row.cells.length === width)
  return {
    width,
    preambleRows,
    headerRows,
    ...(footerRows === 0 ? {} : { footerRows }),
    ...(comment === null ? {} : { comment }),
    decimalSeparator: wish.decimalSeparator ?? decimalOf(table, how),
  }
}

/** The rows without the comments that stand below the preamble. */
export const withoutComments = (
  rows: readonly ParsedRow[],
  preambleRows: number,
  comment: string | null | undefined,
): readonly ParsedRow[] =>
  comment === null || comment === undefined
    ? rows
    : rows.filter((row, n) => n < preambleRows || !isComment(row, comment))

/** The commonest width, later rows deciding over the first few. */
const usualWidth = (rows: readonly ParsedRow[]): number => {
  const counts = new Map<number, number>()
  for (const row of rows) counts.set(row.cells.length, (counts.get(row.cells.length) ?? 0) + 1)
  let width = 1
  let most = 0
  for (const [w, n] of counts) {
    if (n > most || (n === most && w > width)) {
      most = n
      width = w
    }
  }
  return width
}

const filled = (row: ParsedRow): number => row.cells.filter((cell) => cell !== null && cell.trim() !== '').length

/** Rows before the table: of another width, comments, or titles that leave most cells empty. */
const preambleOf = (rows: readonly ParsedRow[], width: number): number => {
  let last = 0
  const look = Math.min(rows.length, 30)
  for (let n = 0; n < look; n++) {
    const row = rows[n] as ParsedRow
    const title =
      width >= 3
        ? filled(row) <= Math.max(1, width * 0.25) && sparseBelow(rows, n, width) && !isGroup(row, rows[n + 1])
        : isTitleOfTwo(rows, n, width)
    const other =
      row.cells.length !== width &&
      !(row.cells.length === width - 1 && n === 0 && width > 2 && filled(row) === width - 1)
    const comment =
      (row.cells[0] ?? '').startsWith('#') &&
      rows
        .slice(n + 1, n + 20)
        .every((next) => !(next.cells[0] ?? '').startsWith('#') || next.cells.length !== width) &&
      row.cells.length !== width
    const hint = n === 0 && filled(row) === 1 && /^\ufeff?sep=/i.test(row.cells[0] ?? '')
    if (other || title || comment || hint) last = n + 1
    else break
  }
  return rows.length - last >= 1 ? last : 0
}

/** `,2023,,` right above the names: one word, not at the edge, is the name of a group rather than a title. */
const isGroup = (row: ParsedRow, below: ParsedRow | undefined): boolean => {
  const words = row.cells.filter((cell) => cell !== null && cell.trim() !== '')
  const atEdge = (row.cells[0] ?? '').trim() !== ''
  return (
    !atEdge &&
    words.every((word) => !/\s/.test(word?.trim() ?? '')) &&
    below?.cells.length === filled(below as ParsedRow)
  )
}

/** `Stock list,` above two columns that are full: a sentence, or one of several such rows. */
const isTitleOfTwo = (rows: readonly ParsedRow[], at: number, width: number): boolean => {
  const alone = (row: ParsedRow | undefined): boolean =>
    row?.cells.length === width && filled(row) === 1 && (row.cells[0] ?? '').trim() !== ''
  const row = rows[at] as ParsedRow
  if (width !== 2 || !alone(row)) return false
  const next = rows.slice(at + 1, at + 30).filter((other) => other.cells.length === width)
  const full = next.filter((other) => filled(other) === 2).length
  const several = alone(rows[at + 1]) || (at > 0 && alone(rows[at - 1]))
  return full >= 2 && full >= next.length - 6 && (several || /\S \S/.test(row.cells[0] ?? ''))
}

const sparseBelow = (rows: readonly ParsedRow[], at: number, width: number): boolean => {
  const next = rows.slice(at + 1, at + 12).filter((row) => row.cells.length === width)
  if (next.length === 0) return false
  const here = filled(rows[at] as ParsedRow)
  return next.reduce((sum, row) => sum + filled(row), 0) / next.length > Math.max(here * 2, here + 1)
}

/** A comma is the decimal mark when cells such as `4,9` occur and cells such as `4.9` do not. */
const decimalOf = (table: readonly ParsedRow[], how: Splitting): '.' | ',' => {
  if (how.delimiter === ',') {
    const quoted = table.some((row) => row.quoted > 0)
    if (!quoted) return '.'
  }
  let commas = 0
  let points = 0
  for (const row of table.slice(0, 400)) {
    for (const cell of row.cells) {
      if (cell === null) continue
      if (/^\s*[-+]?\d+,\d+\s*$/.test(cell) && !/^\s*[-+]?[1-9]\d{0,2},\d{3}\s*$/.test(cell)) commas++
      else if (/^\s*[-+]?\d+\.\d+\s*$/.test(cell) && !/^\s*[-+]?[1-9]\d{0,2}\.\d{3}\s*$/.test(cell)) points++
    }
  }
  return commas > points ? ',' : '.'
}
