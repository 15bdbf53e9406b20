import type { Compression, Dialect, FileFormat, ProfileWarning } from '@nemeton/contract'
import type { Splitting } from '../../olap/tabular/parse.ts'
import type { Rule } from '../../olap/tabular/types.ts'

/** Rows that cannot be split into the table's cells. */
export interface BadRow {
  readonly line: number
  /** Where one cell is to blame. */
  readonly column?: string
  readonly reason: string
  readonly row: string
}

export type FirstBad = Pick<BadRow, 'line' | 'reason'>

/**
 * A file as one relation of texts, whatever it was: what profile, preview and staging read. `cells[n]` is the SQL
 * expression of column n, null where the file has no value.
 */
export interface Source {
  readonly format: FileFormat
  readonly compression: Compression
  readonly from: string
  readonly names: readonly string[]
  readonly cells: readonly string[]
  /** The type that the file itself declares, for formats that have types. */
  readonly declared: readonly (Rule | null)[]
  /** Some rows from the head, to guess from. */
  readonly sample: readonly (readonly (string | null)[])[]
  /** Rows from all over the file where they are cheap to come by, else the sample. */
  readonly spread: readonly (readonly (string | null)[])[]
  /** How many times larger than the spread the file is; infinite when not known. */
  readonly growth: number
  /** Whether the relation has the columns `line_`, `start_` and `length_` of each row in `path`. */
  readonly located: boolean
  /** Its rows are the different cells of one column, and `weight_` says in how many rows of the file each stands. */
  readonly counted?: boolean
  /** The decoded text that `start_` and `length_` point into. */
  readonly path: string
  readonly bad: number
  readonly firstBad?: FirstBad | null
  /** NDJSON of `BadRow`, when `bad` is not zero. */
  readonly badPath: string
  readonly dialect: Dialect | null
  /** Of the dialect, where there is one: 0…1, and the next best reading. */
  readonly confidence?: number
  readonly runnerUp?: Splitting | null
  readonly encoding: string
  readonly bom: boolean
  readonly nested: boolean
  readonly quotes: boolean
  readonly warnings: readonly ProfileWarning[]
  readonly sheet?: string
  readonly sheets?: readonly string[]
}
