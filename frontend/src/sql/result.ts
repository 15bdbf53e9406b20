import type { Cell, Row } from '@nemeton/contract'

export type Kind = 'number' | 'time' | 'text'

export interface ResultColumn {
  readonly name: string
  readonly kind: Kind
}

/** Why no more rows were read than these. */
export type Cut = 'rows' | 'bytes' | null

export interface Result {
  readonly columns: readonly ResultColumn[]
  readonly rows: readonly Row[]
  readonly cut: Cut
}

const instant = /^-?\d{4,}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/
const long = /^-?\d{16,}$/

function kindOf(cell: Cell): Kind {
  if (typeof cell === 'number') return 'number'
  if (typeof cell !== 'string') return 'text'
  return long.test(cell) ? 'number' : instant.test(cell) ? 'time' : 'text'
}

/** What columns hold, as the values of the rows so far tell: Druid's stream names columns without their types. */
interface Kinds {
  add(row: Row): void
  of(column: number): Kind
}

export function createKinds(): Kinds {
  const found: Kind[] = []
  return {
    add: (row) => {
      for (let column = 0; column < row.length; column += 1) {
        const cell = row[column]
        if (found[column] === 'text' || cell === null || cell === undefined) continue
        const own = kindOf(cell)
        found[column] = (found[column] ?? own) === own ? own : 'text'
      }
    },
    of: (column) => found[column] ?? 'text',
  }
}

/** As it is copied: nothing for no value, arrays and objects as JSON. */
export function cellText(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return ''
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell)
}
