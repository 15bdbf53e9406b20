import type { Dialect } from '@nemeton/contract'
import type { ParsedRow, Splitting } from './parse.ts'
import { type Shape, shapeOf } from './shape.ts'

export interface Structure extends Pick<Dialect, 'headerRows' | 'preambleRows' | 'decimalSeparator'> {
  readonly width: number
}

/** Preamble, header rows and decimal mark of rows that were split. */
export const structureOf = (rows: readonly ParsedRow[], how: Splitting): Structure => {
  const width = usualWidth(rows)
  const preambleRows = preambleOf(rows, width)
  const table = rows.slice(preambleRows).filter((row) => row.cells.length === width)
  return { width, preambleRows, headerRows: headerOf(table, width), decimalSeparator: decimalOf(table, how) }
}

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
    const title = width >= 3 && filled(row) <= Math.max(1, width * 0.25) && sparseBelow(rows, n, width)
    const other =
      row.cells.length !== width &&
      !(row.cells.length === width - 1 && n === 0 && width > 2 && filled(row) === width - 1)
    const comment =
      (row.cells[0] ?? '').startsWith('#') &&
      rows
        .slice(n + 1, n + 20)
        .every((next) => !(next.cells[0] ?? '').startsWith('#') || next.cells.length !== width) &&
      row.cells.length !== width
    if (other || title || comment) last = n + 1
    else break
  }
  return rows.length - last >= 1 ? last : 0
}

const sparseBelow = (rows: readonly ParsedRow[], at: number, width: number): boolean => {
  const next = rows.slice(at + 1, at + 12).filter((row) => row.cells.length === width)
  if (next.length === 0) return false
  const here = filled(rows[at] as ParsedRow)
  return next.reduce((sum, row) => sum + filled(row), 0) / next.length > Math.max(here * 2, here + 1)
}

const isValue = (shape: Shape): boolean => shape === 'number' || shape === 'time'

/** How many rows of names stand above the values: 0…4. */
const headerOf = (table: readonly ParsedRow[], width: number): number => {
  if (table.length === 0) return 0
  const body = table.slice(Math.min(5, table.length - 1), 300)
  const kinds = Array.from({ length: width }, (_, column) => valueShare(body, column))
  const typed = kinds.map((share) => share >= 0.6)
  const columns = typed.filter(Boolean).length
  if (columns === 0) return textHeader(table, width)
  let rows = 0
  for (let n = 0; n < Math.min(4, table.length); n++) {
    const { values, cells } = valuesIn(table[n] as ParsedRow, typed)
    const years = n === 0 && values === cells && cells > 0 && yearsOnTop(table, typed)
    if (years || (cells > 0 && values / cells <= 0.5)) {
      if (n > rows && !(values === 0 && cells >= 2)) break
      rows = n + 1
    } else if (cells === 0 && n > 0) break
  }
  return rows === 0 && table.length === 1 ? 1 : rows
}

/** Cells of a row in columns of values, and how many of them are values. */
const valuesIn = (row: ParsedRow, typed: readonly boolean[]): { readonly values: number; readonly cells: number } => {
  const shapes = row.cells
    .filter((_, column) => typed[column])
    .map((cell) => shapeOf(cell))
    .filter((shape) => shape !== 'empty')
  return { values: shapes.filter(isValue).length, cells: shapes.length }
}

const valueShare = (rows: readonly ParsedRow[], column: number): number => {
  let values = 0
  let cells = 0
  for (const row of rows) {
    const shape = shapeOf(row.cells[column] ?? null)
    if (shape === 'empty') continue
    cells++
    if (isValue(shape)) values++
  }
  return cells === 0 ? 0 : values / cells
}

/** `region,2021,2022,2023`: the numbers are names when they are years in order and the text cells beside them read as names. */
const yearsOnTop = (table: readonly ParsedRow[], typed: readonly boolean[]): boolean => {
  const cells = (table[0] as ParsedRow).cells
  const years = cells
    .filter((_, column) => typed[column])
    .map((cell) => (/^(?:19|20)\d\d$/.test(cell ?? '') ? Number(cell) : Number.NaN))
  if (years.length < 2 || years.some(Number.isNaN)) return false
  const step = (years[1] as number) - (years[0] as number)
  return Math.abs(step) === 1 && years.every((year, n) => n === 0 || year - (years[n - 1] as number) === step)
}

/** All columns are text: the first row names them when its cells are filled, distinct, short and absent from the column below. */
const textHeader = (table: readonly ParsedRow[], width: number): number => {
  const top = table[0] as ParsedRow
  const names = top.cells.map((cell) => (cell ?? '').trim())
  if (table.length === 1) return names.every((name) => !isValue(shapeOf(name))) ? 1 : 0
  const given = names.filter((name) => name !== '')
  if (given.length < width * 0.5 || new Set(given.map((name) => name.toLowerCase())).size < given.length * 0.9) return 0
  if (given.some((name) => isValue(shapeOf(name)) && !/^(?:19|20)\d\d$/.test(name))) return 0
  let repeated = 0
  for (let column = 0; column < width; column++) {
    if (names[column] !== '' && table.slice(1, 200).some((row) => (row.cells[column] ?? '').trim() === names[column]))
      repeated++
  }
  return repeated > width * 0.3 ? 0 : 1
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
