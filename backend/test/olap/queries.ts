import { type Query, query } from '@nemeton/contract'
import type { DatasourceSchema } from '../../src/olap/datasource-schema.ts'

/** Columns of every type; the live test loads them into a real Druid. */
export const sales: DatasourceSchema = {
  name: 'sales',
  interval: '2025-01-01T00:00:00.000Z/2026-01-01T00:00:00.000Z',
  countMetric: null,
  columns: [
    { name: '__time', type: 'timestamp', role: 'time' },
    { name: 'branch', type: 'string', role: 'dimension' },
    { name: 'product "x"', type: 'string', role: 'dimension' },
    { name: 'online', type: 'boolean', role: 'dimension' },
    { name: 'delivered', type: 'timestamp', role: 'dimension' },
    { name: 'quantity', type: 'long', role: 'measure' },
    { name: 'amount', type: 'double', role: 'measure' },
  ],
}

export const rolledUp: DatasourceSchema = {
  ...sales,
  name: 'sales_rolled_up',
  countMetric: 'count',
  columns: [
    { name: 'branch', type: 'string', role: 'dimension' },
    { name: 'age', type: 'long', role: 'dimension' },
    { name: 'count', type: 'long', role: 'measure' },
    { name: 'amount', type: 'double', role: 'measure' },
    { name: 'customers', type: 'complex', role: 'measure' },
  ],
}

export interface Example {
  readonly says: string
  readonly datasource: DatasourceSchema
  readonly query: Query
  readonly sql: string
  /** Values in the order of the question marks, as `TYPE value`. */
  readonly values: readonly string[]
}

const year = '2025-01-01/2026-01-01'
const from = 'TIMESTAMP 1735689600000'
const to = 'TIMESTAMP 1767225600000'
const time = '("__time" >= ? AND "__time" < ?)'
const count = { name: 'rows', kind: 'count' } as const

type Input = Partial<Parameters<typeof query.parse>[0] & object> & Record<string, unknown>
export const example = (
  says: string,
  input: Input,
  sql: string,
  values: readonly string[],
  datasource: DatasourceSchema = sales,
): Example => ({
  says,
  datasource,
  query: query.parse({ datasource: datasource.name, interval: year, measures: [count], ...input }),
  sql,
  values,
})

const filtered = (says: string, filter: unknown, where: string, values: readonly string[]): Example =>
  example(says, { filter }, `select COUNT(*) as "rows" from "sales" as "source" where ${time} AND ${where}`, [
    from,
    to,
    ...values,
  ])

const measured = (says: string, measure: object, expression: string, values: readonly string[] = []): Example =>
  example(
    says,
    { measures: [{ name: 'm', ...measure }] },
    `select ${expression} as "m" from "sales" as "source" where ${time}`,
    [...values, from, to],
  )

export const filters: readonly Example[] = [
  filtered(
    "values are bound by the column's type",
    { kind: 'values', column: 'branch', values: ['Nairobi', 7] },
    '"branch" IN (?, ?)',
    ['VARCHAR Nairobi', 'VARCHAR 7'],
  ),
  filtered(
    'null among the values keeps rows without a value',
    { kind: 'values', column: 'branch', values: ['Nairobi', null] },
    '("branch" IN (?) OR "branch" IS NULL)',
    ['VARCHAR Nairobi'],
  ),
  filtered(
    'only null is a test for no value',
    { kind: 'values', column: 'branch', values: [null] },
    '"branch" IS NULL',
    [],
  ),
  filtered(
    'spaces at the end of a value are held by a cast',
    { kind: 'values', column: 'branch', values: ['Nairobi '] },
    `"branch" IN (CAST(? AS VARCHAR))`,
    ['VARCHAR Nairobi '],
  ),
  filtered('no values match nothing', { kind: 'values', column: 'branch', values: [] }, 'FALSE', []),
  filtered(
    'excluding values keeps rows without a value',
    { kind: 'values', column: 'branch', values: ['Nairobi'], exclude: true },
    '("branch" NOT IN (?) OR "branch" IS NULL)',
    ['VARCHAR Nairobi'],
  ),
  filtered(
    'excluding null as well drops them',
    { kind: 'values', column: 'branch', values: ['Nairobi', null], exclude: true },
    '("branch" NOT IN (?) AND "branch" IS NOT NULL)',
    ['VARCHAR Nairobi'],
  ),
  filtered(
    'excluding only null',
    { kind: 'values', column: 'branch', values: [null], exclude: true },
    '"branch" IS NOT NULL',
    [],
  ),
  filtered('excluding nothing', { kind: 'values', column: 'branch', values: [], exclude: true }, 'TRUE', []),
  filtered(
    'longs are bound as longs',
    { kind: 'values', column: 'quantity', values: [3, '-4'] },
    '"quantity" IN (?, ?)',
    ['BIGINT 3', 'BIGINT -4'],
  ),
  filtered(
    'a long beyond 2^53 keeps its digits',
    { kind: 'values', column: 'quantity', values: ['9007199254740993'] },
    '"quantity" IN (CAST(? AS BIGINT))',
    ['VARCHAR 9007199254740993'],
  ),
  filtered(
    'doubles are bound as doubles',
    { kind: 'values', column: 'amount', values: [3, '4.5'] },
    '"amount" IN (?, ?)',
    ['DOUBLE 3', 'DOUBLE 4.5'],
  ),
  filtered(
    'true and false are 1 and 0',
    { kind: 'values', column: 'online', values: ['true', 0] },
    '"online" IN (?, ?)',
    ['BIGINT 1', 'BIGINT 0'],
  ),
  filtered(
    'an instant of __time',
    { kind: 'values', column: '__time', values: ['2025-03-01T00:00:00'] },
    '"__time" IN (?)',
    ['TIMESTAMP 1740787200000'],
  ),
  filtered(
    'an instant of another time column',
    { kind: 'values', column: 'delivered', values: ['2025-03-01'] },
    '"delivered" IN (?)',
    ['BIGINT 1740787200000'],
  ),
  filtered(
    'contains ignores case',
    { kind: 'contains', column: 'branch', text: "na'%" },
    'ICONTAINS_STRING("branch", ?)',
    ["VARCHAR na'%"],
  ),
  filtered(
    'contains can heed case',
    { kind: 'contains', column: 'branch', text: 'Na', caseSensitive: true },
    'CONTAINS_STRING("branch", ?)',
    ['VARCHAR Na'],
  ),
  filtered('regexp', { kind: 'regexp', column: 'product "x"', pattern: '^A.+' }, 'REGEXP_LIKE("product ""x""", ?)', [
    'VARCHAR ^A.+',
  ]),
  filtered(
    'a number range is half-open',
    { kind: 'numberRange', column: 'amount', from: 1.5, to: 10 },
    '("amount" >= ? AND "amount" < ?)',
    ['DOUBLE 1.5', 'DOUBLE 10'],
  ),
  filtered(
    'fractional bounds on whole numbers round up',
    { kind: 'numberRange', column: 'quantity', from: 1.5, to: 9.5 },
    '("quantity" >= ? AND "quantity" < ?)',
    ['BIGINT 2', 'BIGINT 10'],
  ),
  filtered('one bound is enough', { kind: 'numberRange', column: 'quantity', from: null, to: 3 }, '("quantity" < ?)', [
    'BIGINT 3',
  ]),
  filtered('a range without bounds filters nothing', { kind: 'numberRange', column: 'quantity' }, 'TRUE', []),
  filtered(
    'an interval of another time column is in milliseconds',
    { kind: 'timeInterval', column: 'delivered', interval: '2025-03-01/2025-03-02' },
    '("delivered" >= ? AND "delivered" < ?)',
    ['BIGINT 1740787200000', 'BIGINT 1740873600000'],
  ),
  filtered(
    'relative time counts back from its end',
    { kind: 'timeRelative', column: '__time', last: 'P1M', to: '2025-03-31T00:00:00Z' },
    '("__time" >= ? AND "__time" < ?)',
    ['TIMESTAMP 1740700800000', 'TIMESTAMP 1743379200000'],
  ),
  filtered('isNull', { kind: 'isNull', column: 'delivered' }, '"delivered" IS NULL', []),
  filtered(
    'and, or, not nest; not keeps what is unknown',
    {
      kind: 'or',
      filters: [
        {
          kind: 'and',
          filters: [
            { kind: 'isNull', column: 'branch' },
            { kind: 'isNull', column: 'amount' },
          ],
        },
        { kind: 'not', filter: { kind: 'values', column: 'branch', values: ['a'] } },
      ],
    },
    '(("branch" IS NULL AND "amount" IS NULL) OR ("branch" IN (?)) IS NOT TRUE)',
    ['VARCHAR a'],
  ),
  filtered('an empty and is true', { kind: 'and', filters: [] }, 'TRUE', []),
  filtered('an empty or is false', { kind: 'or', filters: [] }, 'FALSE', []),
]

const online = { kind: 'values', column: 'online', values: ['true'] }

export const measures: readonly Example[] = [
  measured('count', { kind: 'count' }, 'COUNT(*)'),
  measured('count of a column counts its values', { kind: 'count', column: 'branch' }, 'COUNT("branch")'),
  measured(
    'a filter of its own',
    { kind: 'sum', column: 'amount', filter: online },
    'SUM("amount") FILTER (WHERE "online" IN (?))',
    ['BIGINT 1'],
  ),
  measured('sum', { kind: 'sum', column: 'quantity' }, 'SUM("quantity")'),
  measured('sum of true and false counts the true', { kind: 'sum', column: 'online' }, 'SUM("online")'),
  measured('min', { kind: 'min', column: 'amount' }, 'MIN("amount")'),
  measured('max of time', { kind: 'max', column: '__time' }, 'MAX("__time")'),
  measured('max of another time column', { kind: 'max', column: 'delivered' }, 'MILLIS_TO_TIMESTAMP(MAX("delivered"))'),
  measured('avg of whole numbers is not whole', { kind: 'avg', column: 'quantity' }, 'AVG(CAST("quantity" AS DOUBLE))'),
  measured(
    'avg with a filter',
    { kind: 'avg', column: 'amount', filter: online },
    'AVG(CAST("amount" AS DOUBLE)) FILTER (WHERE "online" IN (?))',
    ['BIGINT 1'],
  ),
  measured(
    'countDistinct by a sketch',
    { kind: 'countDistinct', column: 'branch' },
    'APPROX_COUNT_DISTINCT_DS_HLL("branch")',
  ),
  measured(
    'countDistinct of numbers by a sketch, with a filter',
    { kind: 'countDistinct', column: 'quantity', filter: online },
    'APPROX_COUNT_DISTINCT_DS_HLL("quantity") FILTER (WHERE "online" IN (?))',
    ['BIGINT 1'],
  ),
  measured(
    'countDistinct, exact',
    { kind: 'countDistinct', column: 'branch', exact: true },
    'COUNT(DISTINCT "branch")',
  ),
  measured(
    'countDistinct, exact, with a filter',
    { kind: 'countDistinct', column: 'branch', exact: true, filter: online },
    'COUNT(DISTINCT CASE WHEN "online" IN (?) THEN "branch" END)',
    ['BIGINT 1'],
  ),
  example(
    'two exact countDistinct beside other measures',
    {
      splits: [{ column: 'branch' }],
      measures: [
        count,
        { name: 'a', kind: 'countDistinct', column: 'product "x"', exact: true },
        { name: 'b', kind: 'countDistinct', column: 'quantity', exact: true },
      ],
    },
    `select "branch" as "branch", COUNT(*) as "rows", COUNT(DISTINCT "product ""x""") as "a", COUNT(DISTINCT "quantity") as "b" from "sales" as "source" where ${time} group by 1 limit ?`,
    [from, to, 'BIGINT 100001'],
  ),
  example(
    'rolled-up rows are counted by the sum of their counts',
    {
      measures: [
        count,
        { name: 'some', kind: 'count', filter: { kind: 'isNull', column: 'branch' } },
        { name: 'named', kind: 'count', column: 'branch' },
      ],
    },
    `select COALESCE(SUM("count"), 0) as "rows", COALESCE(SUM("count") FILTER (WHERE "branch" IS NULL), 0) as "some", COALESCE(SUM("count") FILTER (WHERE "branch" IS NOT NULL), 0) as "named" from "sales_rolled_up" as "source" where ${time}`,
    [from, to],
    rolledUp,
  ),
  example(
    'rolled-up sums, and averages over all rows that were merged',
    {
      measures: [
        { name: 's', kind: 'sum', column: 'amount' },
        { name: 'a', kind: 'avg', column: 'amount' },
        { name: 'ages', kind: 'avg', column: 'age' },
      ],
    },
    `select SUM("amount") as "s", SUM(CAST("amount" AS DOUBLE)) / SUM("count") FILTER (WHERE "amount" IS NOT NULL) as "a", SUM(CAST("age" * "count" AS DOUBLE)) / SUM("count") FILTER (WHERE "age" IS NOT NULL) as "ages" from "sales_rolled_up" as "source" where ${time}`,
    [from, to],
    rolledUp,
  ),
  example(
    'a sketch made at ingestion',
    { measures: [{ name: 'customers', kind: 'countDistinct', column: 'customers' }] },
    `select APPROX_COUNT_DISTINCT_DS_HLL("customers") as "customers" from "sales_rolled_up" as "source" where ${time}`,
    [from, to],
    rolledUp,
  ),
]

export const splits: readonly Example[] = [
  example(
    'by value, largest first, one row more than the limit',
    { splits: [{ column: 'branch', limit: 5 }] },
    `select "branch" as "branch", COUNT(*) as "rows" from "sales" as "source" where ${time} group by 1 order by 2 desc, 1 asc limit ?`,
    [from, to, 'BIGINT 6'],
  ),
  example(
    'by its own values',
    { splits: [{ column: 'branch', orderBy: { column: 'branch', direction: 'descending' } }] },
    `select "branch" as "branch", COUNT(*) as "rows" from "sales" as "source" where ${time} group by 1 order by 1 desc, count(*) limit ?`,
    [from, to, 'BIGINT 51'],
  ),
  example(
    'time runs forward, in days of the zone',
    { timezone: 'Africa/Nairobi', splits: [{ column: '__time', bucket: { granularity: 'P1D' }, limit: 1000 }] },
    `select TIME_FLOOR("__time", ?, NULL, ?) as "__time", COUNT(*) as "rows" from "sales" as "source" where ${time} group by 1 order by 1 asc limit ?`,
    ['VARCHAR P1D', 'VARCHAR Africa/Nairobi', from, to, 'BIGINT 1001'],
  ),
  example(
    'months of a zone with summer time',
    { timezone: 'Europe/Berlin', splits: [{ column: '__time', bucket: { granularity: 'P1M' } }] },
    `select TIME_FLOOR("__time", ?, NULL, ?) as "__time", COUNT(*) as "rows" from "sales" as "source" where ${time} group by 1 order by 1 asc limit ?`,
    ['VARCHAR P1M', 'VARCHAR Europe/Berlin', from, to, 'BIGINT 51'],
  ),
  example(
    'the largest days',
    {
      splits: [
        {
          column: '__time',
          bucket: { granularity: 'P1D' },
          limit: 3,
          orderBy: { measure: 'rows', direction: 'descending' },
        },
      ],
    },
    `select TIME_FLOOR("__time", ?, NULL, ?) as "__time", COUNT(*) as "rows" from "sales" as "source" where ${time} group by 1 order by 2 desc, 1 asc limit ?`,
    ['VARCHAR P1D', 'VARCHAR Etc/UTC', from, to, 'BIGINT 4'],
  ),
  example(
    'another time column',
    { splits: [{ column: 'delivered', bucket: { granularity: 'PT6H' } }, { column: 'online' }] },
    `select TIME_FLOOR(MILLIS_TO_TIMESTAMP("delivered"), ?, NULL, ?) as "delivered", "online" as "online", COUNT(*) as "rows" from "sales" as "source" where ${time} group by 1, 2 order by 1 asc, 3 desc, 2 asc limit ?`,
    ['VARCHAR PT6H', 'VARCHAR Etc/UTC', from, to, 'BIGINT 100001'],
  ),
  example(
    'another time column by its instants',
    { splits: [{ column: 'delivered' }] },
    `select MILLIS_TO_TIMESTAMP("delivered") as "delivered", COUNT(*) as "rows" from "sales" as "source" where ${time} group by 1 order by 1 asc limit ?`,
    [from, to, 'BIGINT 51'],
  ),
  example(
    'whole numbers in whole buckets',
    { splits: [{ column: 'quantity', bucket: { size: 10 } }] },
    `select CAST(FLOOR(CAST("quantity" AS DOUBLE) / ?) AS BIGINT) * ? as "quantity", COUNT(*) as "rows" from "sales" as "source" where ${time} group by 1 order by 2 desc, 1 asc limit ?`,
    ['DOUBLE 10', 'BIGINT 10', from, to, 'BIGINT 51'],
  ),
  example(
    'numbers in whole buckets',
    { splits: [{ column: 'amount', bucket: { size: 100 } }] },
    `select FLOOR(CAST("amount" AS DOUBLE) / ?) * ? as "amount", COUNT(*) as "rows" from "sales" as "source" where ${time} group by 1 order by 2 desc, 1 asc limit ?`,
    ['DOUBLE 100', 'DOUBLE 100', from, to, 'BIGINT 51'],
  ),
  example(
    'numbers in buckets that binary cannot write',
    { splits: [{ column: 'amount', bucket: { size: 0.25 } }] },
    `select FLOOR(ROUND(CAST("amount" AS DOUBLE) / ?, 9)) * ? / ? as "amount", COUNT(*) as "rows" from "sales" as "source" where ${time} group by 1 order by 2 desc, 1 asc limit ?`,
    ['DOUBLE 0.25', 'DOUBLE 25', 'DOUBLE 100', from, to, 'BIGINT 51'],
  ),
  example(
    'four splits, the limit of the last one within each combination of the others',
    {
      splits: [
        { column: 'branch', limit: 2, orderBy: { column: 'branch', direction: 'ascending' } },
        { column: 'product "x"', limit: 3 },
        { column: 'online', limit: 2 },
        { column: 'quantity', limit: 4 },
      ],
    },
    `select "s0" as "branch", "s1" as "product ""x""", "s2" as "online", "s3" as "quantity", "v0" as "rows", "place" as "place" from (select *, row_number() over (partition by "s0", "s1", "s2" order by "v0" desc, "s3" asc) as "place" from (select "s0", "s1", "s2", "s3", "m0" as "v0" from (select "branch" as "s0", "product ""x""" as "s1", "online" as "s2", "quantity" as "s3", COUNT(*) as "m0" from "sales" as "source" where ${time} group by 1, 2, 3, 4) as "grouped") as "valued") as "ranked" where "place" <= ? limit ?`,
    [from, to, 'BIGINT 5', 'BIGINT 100001'],
  ),
  example(
    'a measure named like a column',
    { splits: [{ column: 'branch' }], measures: [{ name: 'amount', kind: 'sum', column: 'amount' }] },
    `select "branch" as "branch", SUM("amount") as "amount" from "sales" as "source" where ${time} group by 1 order by 2 desc, 1 asc limit ?`,
    [from, to, 'BIGINT 51'],
  ),
  example(
    'a name that tries to break out',
    { measures: [{ name: 'x" from "y"; --?', kind: 'count' }] },
    `select COUNT(*) as "x"" from ""y""; --?" from "sales" as "source" where ${time}`,
    [from, to],
  ),
  example(
    'relative time moves by the calendar of the zone',
    {
      interval: undefined,
      relative: { last: 'P1D', to: '2025-03-31T00:00:00+02:00'.replace('+02:00', 'Z') },
      timezone: 'Europe/Berlin',
    },
    `select COUNT(*) as "rows" from "sales" as "source" where ${time}`,
    ['TIMESTAMP 1743296400000', 'TIMESTAMP 1743379200000'],
  ),
  example(
    'rows as they are, newest first',
    { measures: [], raw: { columns: ['__time', 'branch', 'delivered', 'online'], limit: 10 } },
    `select "__time" as "__time", "branch" as "branch", MILLIS_TO_TIMESTAMP("delivered") as "delivered", "online" as "online" from "sales" as "source" where ${time} order by "__time" desc limit ?`,
    [from, to, 'BIGINT 11'],
  ),
  example(
    'rows without their time',
    { measures: [], raw: { columns: ['branch'], limit: 10 } },
    `select "branch" as "branch" from "sales" as "source" where ${time} order by "__time" desc limit ?`,
    [from, to, 'BIGINT 11'],
  ),
]

export const examples: readonly Example[] = [...filters, ...measures, ...splits]
