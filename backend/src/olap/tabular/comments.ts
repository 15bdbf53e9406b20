import type { ParsedRow } from './parse.ts'
import { shapeOf } from './shape.ts'

/** What a line of comment may begin with. */
export const commentMarks = ['#', '//'] as const

export const isComment = (row: ParsedRow, mark: string): boolean =>
  row.quoted === 0 && row.cells[0]?.startsWith(mark) === true

/**
 * The mark that comments between the rows begin with. Rows that begin with it are comments when they do not fit the table, or
 * stand above a column of values; a table of `#1`, `#2` has none.
 */
export const commentOf = (rows: readonly ParsedRow[], width: number): string | null => {
  if (width < 2) return null
  const first = rows.findIndex((row) => row.cells.length === width)
  const below = rows.slice(first + 1)
  for (const mark of commentMarks) {
    const marked = below.filter((row) => isComment(row, mark))
    if (marked.length === 0 || marked.length > below.length * 0.6) continue
    const odd = marked.filter((row) => row.cells.length !== width).length
    const spaced = marked.every((row) => row.cells[0]?.startsWith(`${mark} `) === true)
    if (odd * 2 >= marked.length || (spaced && isOfValues(below, mark))) return mark
  }
  return null
}

const isOfValues = (rows: readonly ParsedRow[], mark: string): boolean => {
  const shapes = rows.filter((row) => !isComment(row, mark)).map((row) => shapeOf(row.cells[0] ?? null))
  return shapes.filter((shape) => shape === 'number' || shape === 'time').length > shapes.length * 0.9
}
