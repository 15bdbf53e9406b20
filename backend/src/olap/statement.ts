import { type CompiledQuery, ProductError, type SqlParameter } from '@nemeton/contract'
import { sql } from 'kysely'
import type { Fragment } from './druid-dialect.ts'
import type { Order } from './order.ts'
import { bigint } from './parameter.ts'

/** Zones stand in the SQL itself, so answers are always UTC; top lists are exact. */
export function contextOf(exactDistinct: boolean): CompiledQuery['context'] {
  const context: CompiledQuery['context'] = { sqlTimeZone: 'Etc/UTC', useApproximateTopN: false }
  return exactDistinct ? { ...context, useApproximateCountDistinct: false } : context
}

export function finish(compiled: { readonly sql: string; readonly parameters: readonly unknown[] }) {
  return { sql: compiled.sql, parameters: compiled.parameters as SqlParameter[] }
}

export function refuseTwins(names: readonly string[]): void {
  const twin = names.find((name, index) => names.indexOf(name) !== index)
  if (twin === undefined) return
  throw new ProductError('invalid_query', `"${twin}" stands for two columns of the answer; give each its own name`)
}

export interface Layout {
  readonly from: Fragment
  readonly where: Fragment
  readonly order: readonly Order[]
  readonly limit: number | null
  /** A second key that decides nothing keeps Druid from a TopN, in which no value is the least or the most by turns. */
  readonly avoidsTopN: boolean
}

/** Columns are told by position, because Druid checks grouping before it knows that two parameters are equal. */
export function orderAndLimit(
  names: readonly string[],
  order: readonly Order[],
  limit: number | null,
  tie: Fragment | null = null,
): Fragment {
  const keys = order.map(
    ({ name, direction }) =>
      sql`${sql.lit(names.indexOf(name) + 1)} ${sql.raw(direction === 'ascending' ? 'asc' : 'desc')}`,
  )
  const ordered = keys.length > 0 ? sql` order by ${sql.join(tie === null ? keys : [...keys, tie])}` : sql``
  return limit === null ? ordered : sql`${ordered} limit ${bigint(limit + 1)}`
}

export const groupBy = (count: number): Fragment =>
  count === 0 ? sql`` : sql` group by ${sql.join(Array.from({ length: count }, (_, index) => sql.lit(index + 1)))}`
