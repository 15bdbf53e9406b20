import type { DatasourceColumn, Query } from '@nemeton/contract'
import { sql } from 'kysely'
import { type DatasourceSchema, findColumn } from './datasource-schema.ts'
import { druid } from './druid-dialect.ts'
import { compileFilter, inInterval } from './filter.ts'
import { bigint } from './parameter.ts'
import type { Compiled } from './shape.ts'
import { queryInterval } from './sides.ts'
import { readable } from './split.ts'
import { contextOf, finish, refuseTwins } from './statement.ts'
import type { Content } from './table.ts'
import { findZone, formatInstant, parseInstant } from './time.ts'

const timeColumn: DatasourceColumn = { name: '__time', type: 'timestamp', role: 'time' }

/** Rows as they are stored, newest first. */
export function compileRaw(query: Query, raw: NonNullable<Query['raw']>, datasource: DatasourceSchema): Compiled {
  const zone = findZone(query.timezone)
  const columns = raw.columns.map((name) => findColumn(datasource, name, 'raw'))
  refuseTwins(columns.map((column) => column.name))
  const { start, end } = queryInterval(query, zone)
  const until = raw.before === undefined ? end : Math.min(end, parseInstant(raw.before))
  const time = inInterval(findColumn(datasource, '__time', 'the interval'), { start, end: until })
  const where = query.filter ? sql`${time} AND ${compileFilter(query.filter, datasource, zone)}` : time
  // the next page is told by the time of the last row
  const read = raw.skip === undefined || raw.columns.includes('__time') ? columns : [...columns, timeColumn]
  let select = druid
    .selectFrom(sql<Record<string, unknown>>`${sql.id(datasource.name)}`.as('source'))
    .select(read.map((column) => readable(column).as(sql.id(column.name))))
    .where(sql<boolean>`${where}`)
    .orderBy(sql.id('__time'), 'desc')
    .limit(sql<number>`${bigint(raw.limit + 1)}`)
  if (raw.skip) select = select.offset(sql<number>`${bigint(raw.skip)}`)
  return {
    ...finish(select.compile()),
    context: contextOf(false),
    shape: {
      columns: read.map(({ name, type }) => ({ name, type, role: 'raw' as const, empty: null })),
      order: [{ name: '__time', direction: 'descending' }],
      isUnsorted: false,
      limit: raw.limit,
      approximate: [],
      axis: null,
      timezone: zone.name,
    },
  }
}

/** Says where the next page begins, for those who go through all rows. */
export function turnPage(raw: NonNullable<Query['raw']>, content: Content): Content {
  if (raw.skip === undefined) return content
  const at = content.columns.findIndex(({ name }) => name === '__time')
  const instants = content.rows.map((row) => Date.parse(String(row[at])))
  const last = instants.at(-1)
  const width = raw.columns.length
  const { columns, rows, ...rest } = content
  const shown = { columns: columns.slice(0, width), rows: rows.map((row) => row.slice(0, width)), ...rest }
  if (last === undefined || content.complete) return shown
  const isSameInstant = raw.before !== undefined && parseInstant(raw.before) === last + 1
  const skip = instants.filter((instant) => instant === last).length + (isSameInstant ? raw.skip : 0)
  return { ...shown, next: { before: formatInstant(last + 1), skip } }
}
