import type { DatasourceSchema } from '../../src/olap/datasource-schema.ts'
import { type Example, example, sales } from './queries.ts'

/** The same columns, with the year before. */
const longSales: DatasourceSchema = { ...sales, interval: '2024-01-01T00:00:00.000Z/2026-01-01T00:00:00.000Z' }
const now = ['TIMESTAMP 1735689600000', 'TIMESTAMP 1767225600000']
const earlier = ['TIMESTAMP 1704067200000', 'TIMESTAMP 1735689600000']
const either = '(("__time" >= ? AND "__time" < ?) OR ("__time" >= ? AND "__time" < ?))'
const time = '("__time" >= ? AND "__time" < ?)'
const eighthAndSeventh = [
  'TIMESTAMP 1736294400000',
  'TIMESTAMP 1736467200000',
  'TIMESTAMP 1736208000000',
  'TIMESTAMP 1736380800000',
]
const count = { name: 'rows', kind: 'count' }
const sold = { name: 'sold', kind: 'sum', column: 'amount' }
const least = { name: 'least', kind: 'min', column: 'amount' }

export const derived: readonly Example[] = [
  example(
    'a formula over measures that are aggregated once',
    {
      splits: [{ column: 'branch', limit: 5 }],
      measures: [
        { name: 'each', kind: 'formula', formula: '([sold] - 2 * cost) / -(rows + 1.5)' },
        sold,
        {
          name: 'cost',
          kind: 'sum',
          column: 'quantity',
          filter: { kind: 'values', column: 'online', values: ['true'] },
        },
        count,
      ],
    },
    `select "s0" as "branch", ((CAST("m1" AS DOUBLE) - ? * CAST("m2" AS DOUBLE)) / NULLIF((-1 * (CAST("m3" AS DOUBLE) + ?)), 0)) as "each", "m1" as "sold", "m2" as "cost", "m3" as "rows" from (select "branch" as "s0", SUM("amount") as "m1", SUM("quantity") FILTER (WHERE "online" IN (?)) as "m2", COUNT(*) as "m3" from "sales" as "source" where ${time} group by 1) as "grouped" order by 2 desc, 1 asc limit ?`,
    ['DOUBLE 2', 'DOUBLE 1.5', 'BIGINT 1', ...now, 'BIGINT 6'],
  ),
  example(
    'a formula over a formula',
    {
      measures: [
        { name: 'twice', kind: 'formula', formula: '[double rows] * 2' },
        { name: 'double rows', kind: 'formula', formula: 'rows + rows' },
        count,
      ],
    },
    `select ((CAST("m2" AS DOUBLE) + CAST("m2" AS DOUBLE)) * ?) as "twice", (CAST("m2" AS DOUBLE) + CAST("m2" AS DOUBLE)) as "double rows", "m2" as "rows" from (select COUNT(*) as "m2" from "sales" as "source" where ${time}) as "grouped"`,
    ['DOUBLE 2', ...now],
  ),
  example(
    'a comparison in one statement, by the largest change',
    {
      compare: { shift: 'P1Y' },
      splits: [{ column: 'branch', limit: 3, orderBy: { measure: 'sold', direction: 'descending', by: 'delta' } }],
      measures: [sold],
    },
    `select "s0" as "branch", COALESCE("m0", 0) as "sold", COALESCE("b0", 0) as "sold before", COALESCE("m0", 0) - COALESCE("b0", 0) as "sold change", CAST(COALESCE("m0", 0) - COALESCE("b0", 0) AS DOUBLE) / NULLIF(ABS(CAST(COALESCE("b0", 0) AS DOUBLE)), 0) as "sold percent" from (select "branch" as "s0", SUM("amount") FILTER (WHERE ("__time" >= ? AND "__time" < ?)) as "m0", SUM("amount") FILTER (WHERE ("__time" >= ? AND "__time" < ?)) as "b0" from "sales" as "source" where ${either} group by 1) as "grouped" order by 4 desc, 1 asc limit ?`,
    [...now, ...earlier, ...now, ...earlier, 'BIGINT 4'],
    longSales,
  ),
  example(
    'months beside those of the year before, which are moved onto them',
    {
      compare: { shift: 'P1Y' },
      timezone: 'Africa/Abidjan',
      splits: [{ column: '__time', bucket: { granularity: 'P1M' }, limit: 12 }],
      measures: [least],
    },
    `select "s0" as "__time", "m0" as "least", "b0" as "least before", "m0" - "b0" as "least change", CAST("m0" - "b0" AS DOUBLE) / NULLIF(ABS(CAST("b0" AS DOUBLE)), 0) as "least percent" from (select TIME_FLOOR(CASE WHEN ("__time" >= ? AND "__time" < ?) THEN MILLIS_TO_TIMESTAMP(GREATEST(LEAST(TIMESTAMP_TO_MILLIS(TIME_SHIFT("__time", ?, 1, ?)), ?), ?)) ELSE "__time" END, ?, NULL, ?) as "s0", MIN("amount") FILTER (WHERE ("__time" >= ? AND "__time" < ?)) as "m0", MIN("amount") FILTER (WHERE ("__time" >= ? AND "__time" < ?)) as "b0" from "sales" as "source" where ${either} group by 1) as "grouped" order by 1 asc limit ?`,
    [
      ...earlier,
      'VARCHAR P1Y',
      'VARCHAR Africa/Abidjan',
      'BIGINT 1767225599999',
      'BIGINT 1735689600000',
      'VARCHAR P1M',
      'VARCHAR Africa/Abidjan',
      ...now,
      ...earlier,
      ...now,
      ...earlier,
      'BIGINT 13',
    ],
    longSales,
  ),
  example(
    'an interval before that overlaps: each row once for each side',
    {
      compare: { shift: 'P1D' },
      interval: '2025-01-08/2025-01-10',
      splits: [{ column: '__time', bucket: { granularity: 'P1D' }, limit: 5 }],
    },
    `select "s0" as "__time", COALESCE("m0", 0) as "rows", COALESCE("b0", 0) as "rows before", COALESCE("m0", 0) - COALESCE("b0", 0) as "rows change", CAST(COALESCE("m0", 0) - COALESCE("b0", 0) AS DOUBLE) / NULLIF(ABS(CAST(COALESCE("b0", 0) AS DOUBLE)), 0) as "rows percent" from (select TIME_FLOOR(CASE WHEN "~side" = 1 THEN MILLIS_TO_TIMESTAMP(GREATEST(LEAST(TIMESTAMP_TO_MILLIS(TIME_SHIFT("__time", ?, 1, ?)), ?), ?)) ELSE "__time" END, ?, NULL, ?) as "s0", COUNT(*) FILTER (WHERE "~side" = 0) as "m0", COUNT(*) FILTER (WHERE "~side" = 1) as "b0" from "sales" cross join (values (0), (1)) as "sides" ("~side") where ${either} AND (("~side" = 0 AND ${time}) OR ("~side" = 1 AND ${time})) group by 1) as "grouped" order by 1 asc limit ?`,
    [
      'VARCHAR P1D',
      'VARCHAR Etc/UTC',
      'BIGINT 1736467199999',
      'BIGINT 1736294400000',
      'VARCHAR P1D',
      'VARCHAR Etc/UTC',
      ...eighthAndSeventh,
      ...eighthAndSeventh,
      'BIGINT 6',
    ],
    longSales,
  ),
  example(
    'nothing is loaded of the interval before: no value, not even zero',
    { compare: { shift: 'P1Y' }, measures: [count, { name: 'last', kind: 'max', column: '__time' }] },
    `select COALESCE("m0", 0) as "rows", CAST(NULL AS BIGINT) as "rows before", CAST(NULL AS DOUBLE) as "rows change", CAST(NULL AS DOUBLE) as "rows percent", "m1" as "last", CAST(NULL AS TIMESTAMP) as "last before", CAST(NULL AS DOUBLE) as "last change", CAST(NULL AS DOUBLE) as "last percent" from (select COUNT(*) as "m0", MAX("__time") as "m1" from "sales" as "source" where ${time}) as "grouped"`,
    now,
  ),
]
