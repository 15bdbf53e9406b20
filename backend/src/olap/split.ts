import type { DatasourceColumn, Split, TableColumn } from '@nemeton/contract'
import { sql } from 'kysely'
import { type DatasourceSchema, findColumn, wrongType } from './datasource-schema.ts'
import type { Fragment } from './druid-dialect.ts'
import { bigint, double, varchar } from './parameter.ts'
import type { Zone } from './time.ts'
import { parseGranularity } from './time-bucket.ts'

export interface CompiledSplit {
  readonly name: string
  readonly type: TableColumn['type']
  readonly expression: Fragment
  /** ISO granularity of a time bucket. */
  readonly granularity: string | null
}

/** `time` stands for `__time`: with a comparison it is shifted. */
export function compileSplit(
  split: Split,
  datasource: DatasourceSchema,
  zone: Zone,
  time: Fragment = sql.id('__time'),
): CompiledSplit {
  const column = findColumn(datasource, split.column, 'a split')
  if (column.type === 'complex') throw wrongType(column, 'a split', 'plain values')
  const name = column.name
  if (!split.bucket) {
    return { name, type: column.type, expression: name === '__time' ? time : readable(column), granularity: null }
  }
  if ('granularity' in split.bucket) {
    const { granularity } = split.bucket
    parseGranularity(granularity)
    const expression = sql`TIME_FLOOR(${name === '__time' ? time : readableTime(column)}, ${varchar(granularity)}, NULL, ${varchar(zone.name)})`
    return { name, type: 'timestamp', expression, granularity }
  }
  return { name, ...numberBucket(column, split.bucket.size), granularity: null }
}

/** Physical column to the value that a person reads: long milliseconds become a timestamp. */
export function readable(column: DatasourceColumn): Fragment {
  const name = sql.id(column.name)
  return column.type === 'timestamp' && column.name !== '__time' ? sql`MILLIS_TO_TIMESTAMP(${name})` : name
}

function readableTime(column: DatasourceColumn): Fragment {
  if (column.type === 'long') return sql`MILLIS_TO_TIMESTAMP(${sql.id(column.name)})`
  if (column.type !== 'timestamp') throw wrongType(column, 'a time bucket', 'a time column')
  return readable(column)
}

function numberBucket(column: DatasourceColumn, size: number): Pick<CompiledSplit, 'type' | 'expression'> {
  if (column.type !== 'long' && column.type !== 'double') throw wrongType(column, 'a number bucket', 'a number')
  const value = sql`CAST(${sql.id(column.name)} AS DOUBLE)`
  if (Number.isSafeInteger(size)) {
    if (column.type === 'double') {
      return { type: 'double', expression: sql`FLOOR(${value} / ${double(size)}) * ${double(size)}` }
    }
    const bucket = sql`CAST(FLOOR(${value} / ${double(size)}) AS BIGINT) * ${bigint(size)}`
    return { type: 'long', expression: bucket }
  }
  // 0.3 / 0.1 is a hair below 3 in binary, and 3 * 0.1 a hair above 0.3: round first, then scale by whole numbers
  const [whole, scale] = ratio(size)
  const expression = sql`FLOOR(ROUND(${value} / ${double(size)}, 9)) * ${double(whole)} / ${double(scale)}`
  return { type: 'double', expression }
}

function ratio(size: number): [whole: number, scale: number] {
  for (let scale = 10; scale <= 1e12; scale *= 10) {
    const whole = Math.round(size * scale)
    if (whole / scale === size) return [whole, scale]
  }
  return [size, 1]
}
