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

/** What a column holds, as its values tell: Druid's stream names columns without their types. */
export function kindOf(rows: readonly Row[], column: number): Kind {
  let kind: Kind | null = null
  for (const row of rows) {
    const cell = row[column]
    if (cell === null || cell === undefined) continue
    const own: Kind =
      typeof cell === 'number' || (typeof cell === 'string' && long.test(cell))
        ? 'number'
        : typeof cell === 'string' && instant.test(cell)
          ? 'time'
          : 'text'
    if (own === 'text' || (kind !== null && kind !== own)) return 'text'
    kind = own
  }
  return kind ?? 'text'
}

export const columnsOf = (names: readonly string[], rows: readonly Row[]): readonly ResultColumn[] =>
  names.map((name, index) => ({ name, kind: kindOf(rows, index) }))

/** As it is copied: nothing for no value, arrays and objects as JSON. */
export function cellText(cell: Cell | undefined): string {
  if (cell === null || cell === undefined) return ''
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell)
}
