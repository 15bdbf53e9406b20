import type { Query } from '@nemeton/contract'
import { sql } from 'kysely'
import { type DatasourceSchema, findColumn } from './datasource-schema.ts'
import { druid } from './druid-dialect.ts'
import { compileFilter, inInterval } from './filter.ts'
import { bigint } from './parameter.ts'
import type { Compiled } from './shape.ts'
import { queryInterval } from './sides.ts'
import { readable } from './split.ts'
import { contextOf, finish, refuseTwins } from './statement.ts'
import { findZone } from './time.ts'

/** Rows as they are stored, newest first. */
export function compileRaw(query: Query, raw: NonNullable<Query['raw']>, datasource: DatasourceSchema): Compiled {
  const zone = findZone(query.timezone)
  const columns = raw.columns.map((name) => findColumn(datasource, name, 'raw'))
  refuseTwins(columns.map((column) => column.name))
  const time = inInterval(findColumn(datasource, '__time', 'the interval'), queryInterval(query, zone))
  const where = query.filter ? sql`${time} AND ${compileFilter(query.filter, datasource, zone)}` : time
  const select = druid
    .selectFrom(sql<Record<string, unknown>>`${sql.id(datasource.name)}`.as('source'))
    .select(columns.map((column) => readable(column).as(sql.id(column.name))))
    .where(sql<boolean>`${where}`)
    .orderBy(sql.id('__time'), 'desc')
    .limit(sql<number>`${bigint(raw.limit + 1)}`)
  return {
    ...finish(select.compile()),
    context: contextOf(false),
    shape: {
      columns: columns.map(({ name, type }) => ({ name, type, role: 'raw' as const, empty: null })),
      order: [{ name: '__time', direction: 'descending' }],
      limit: raw.limit,
      approximate: [],
      axis: null,
      timezone: zone.name,
    },
  }
}
