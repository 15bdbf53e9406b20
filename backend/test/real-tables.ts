import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What two independent readers say of a real table. */
export interface Truth {
  readonly name: string
  readonly row_count: number
  readonly columns: readonly {
    readonly name: string
    readonly type: string
    readonly nulls: number
    readonly also_ok?: readonly string[]
  }[]
  readonly time_column: string | null
  readonly time_column_also_ok: readonly string[]
  readonly time_format_joda?: readonly string[]
  readonly time_min?: string
  readonly time_max?: string
  readonly sums?: Readonly<Record<string, { readonly sum: string; readonly non_null: number }>>
  readonly distinct?: Readonly<Record<string, number>>
}

/** The real tables of the development data and where their files lie. */
export function realTables(corpus: string): { readonly folder: string; readonly files: readonly Truth[] } {
  const folder = join(corpus, 'tables-dev')
  return { folder, ...(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { files: readonly Truth[] }) }
}
