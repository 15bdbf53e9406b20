import type { ParsedRow } from './parse.ts'
import { type Shape, shapeOf } from './shape.ts'

export const isValue = (shape: Shape): boolean => shape === 'number' || shape === 'time'

/** How many rows of names stand above the values: 0…4. */
export const headerOf = (table: readonly ParsedRow[], width: number): number => {
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
    // a first row of data that is half broken is no second row of names
    if (years || (cells > 0 && values / cells <= (n === 0 ? 0.5 : 0.25))) {
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
