/** A cell of a grid; the head is row -1. */
export interface Place {
  readonly row: number
  readonly column: number
}

/** The cell in front and the one where marking began. */
export interface Cursor {
  readonly at: Place
  readonly from: Place
}

export interface Extent {
  readonly rows: number
  readonly columns: number
  /** Rows that a page key moves by. */
  readonly page: number
}

export interface Area {
  readonly top: number
  readonly bottom: number
  readonly left: number
  readonly right: number
}

const clamp = (value: number, least: number, most: number) => Math.max(least, Math.min(most, value))

/** Where a key leads; null when the key moves nothing. */
export function movedBy(key: string, far: boolean, at: Place, { rows, columns, page }: Extent): Place | null {
  const to = (row: number, column: number): Place => ({
    row: clamp(row, -1, rows - 1),
    column: clamp(column, 0, columns - 1),
  })
  switch (key) {
    case 'ArrowUp':
      return to(far ? 0 : at.row - 1, at.column)
    case 'ArrowDown':
      return to(far ? rows - 1 : at.row + 1, at.column)
    case 'ArrowLeft':
      return to(at.row, far ? 0 : at.column - 1)
    case 'ArrowRight':
      return to(at.row, far ? columns - 1 : at.column + 1)
    case 'PageUp':
      return to(Math.max(0, at.row - page), at.column)
    case 'PageDown':
      return to(at.row + page, at.column)
    case 'Home':
      return to(far ? 0 : at.row, 0)
    case 'End':
      return to(far ? rows - 1 : at.row, columns - 1)
    default:
      return null
  }
}

/** What is left of it when there are fewer rows or columns than before. */
export function cursorWithin(cursor: Cursor, { rows, columns }: Extent): Cursor | null {
  if (columns === 0) return null
  const within = ({ row, column }: Place): Place => ({
    row: Math.min(row, rows - 1),
    column: Math.min(column, columns - 1),
  })
  return { at: within(cursor.at), from: within(cursor.from) }
}

/** The marked cells; a head in front marks its whole column. */
export function areaOf({ at, from }: Cursor, rows: number): Area {
  const isColumn = at.row < 0 || from.row < 0
  return {
    top: isColumn ? 0 : Math.min(at.row, from.row),
    bottom: isColumn ? rows - 1 : Math.max(at.row, from.row),
    left: Math.min(at.column, from.column),
    right: Math.max(at.column, from.column),
  }
}

/** As spreadsheets paste it: a cell with a tab, a line break or a quote stands in quotes. */
export function toTsv(lines: readonly (readonly string[])[]): string {
  const cell = (text: string) => (/[\t\n\r"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
  return lines.map((cells) => cells.map(cell).join('\t')).join('\n')
}
