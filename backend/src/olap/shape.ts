import type { CompiledQuery, TableColumn } from '@nemeton/contract'
import type { Order } from './order.ts'
import type { Interval } from './time.ts'

export interface CompiledColumn {
  readonly name: string
  /** Null where Druid's header decides. */
  readonly type: TableColumn['type'] | null
  /**
   * `rest`: 1 where the split before it stands for all values that were not chosen. `place`: which of its parent's
   * values a row is, from 1 on; the rows then come in no order.
   */
  readonly role: 'split' | 'rest' | 'measure' | 'raw' | 'place'
  /** What a gap filled into a time axis shows. */
  readonly empty: number | null
  readonly measure?: string
  readonly value?: TableColumn['value']
}

/** What the rows of a compiled query will mean; `table` reads it. */
export interface Shape {
  readonly columns: readonly CompiledColumn[]
  readonly order: readonly Order[]
  /** The rows come in no order, all of them: they are ordered and cut once they are here. */
  readonly isUnsorted: boolean
  /** Rows that may be shown; the SQL asks for one more to know whether there are more. Null: one row. */
  readonly limit: number | null
  readonly approximate: readonly string[]
  /** The time split that the rows are ordered by, to be filled where nothing happened; null interval: as far as the rows go. */
  readonly axis: { readonly name: string; readonly granularity: string; readonly interval: Interval | null } | null
  readonly timezone: string
}

/** The contract's part is what goes to Druid (and what a dry run shows); `shape` stays here. */
export interface Compiled extends CompiledQuery {
  readonly shape: Shape
}
