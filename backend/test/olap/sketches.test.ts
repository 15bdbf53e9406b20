import { query } from '@nemeton/contract'
import t from 'tap'
import { compile } from '../../src/olap/compile.ts'
import type { DatasourceSchema } from '../../src/olap/datasource-schema.ts'
import { sharedSketches } from '../../src/olap/sketches.ts'
import { rolledUp, sales } from './queries.ts'

const sketched: DatasourceSchema = {
  ...rolledUp,
  columns: [
    ...rolledUp.columns,
    { name: 'buyers', type: 'complex', role: 'measure' },
    { name: 'amounts', type: 'complex', role: 'measure' },
  ],
  sketches: [
    { name: 'customers', kind: 'hll', column: 'customer' },
    { name: 'buyers', kind: 'theta', column: 'branch' },
    { name: 'amounts', kind: 'quantiles', column: 'amount' },
    { name: 'gone', kind: 'hll', column: 'age' },
  ],
}
const distinct = (column: string, exact = false) => ({ kind: 'countDistinct', column, exact })
const quantile = (column: string, fraction: number) => ({ kind: 'quantile', column, fraction })
const online = { filter: { kind: 'values', column: 'branch', values: ['a'] } }

const compiled: readonly [
  says: string,
  schema: DatasourceSchema,
  measure: object,
  sql: RegExp,
  approximate: boolean,
][] = [
  ['distinct from a sketch', sketched, distinct('customer'), /APPROX_COUNT_DISTINCT_DS_HLL\("customers"\) as/, true],
  ['distinct from the sketch by its own name', sketched, distinct('buyers'), /DS_THETA\("buyers"\) as/, true],
  ['distinct from a theta sketch', sketched, distinct('branch'), /APPROX_COUNT_DISTINCT_DS_THETA\("buyers"\)/, true],
  ['exact distinct from the values', sketched, distinct('branch', true), /COUNT\(DISTINCT "branch"\)/, false],
  ['distinct where the sketch is not stored', sketched, distinct('age'), /DS_HLL\("age"\)/, true],
  ['a quantile from a sketch', sketched, quantile('amount', 0.5), /APPROX_QUANTILE_DS\("amounts", \?\)/, true],
  ['a quantile', sales, quantile('quantity', 0.25), /APPROX_QUANTILE_DS\(CAST\("quantity" AS DOUBLE\), \?\)/, true],
  [
    'a filtered quantile',
    sales,
    { ...quantile('amount', 0.9), ...online },
    /FILTER \(WHERE "branch" IN \(\?\)\)/,
    true,
  ],
  ['the least value exactly', sales, quantile('amount', 0), /MIN\(CAST\("amount" AS DOUBLE\)\)/, false],
  ['the greatest value exactly', sales, quantile('amount', 1), /MAX\(CAST\("amount" AS DOUBLE\)\)/, false],
]
const ask = (schema: DatasourceSchema, measure: object) =>
  compile(
    query.parse({ datasource: 'sales', interval: '2025-01-01/2025-03-01', measures: [{ name: 'm', ...measure }] }),
    schema,
  )
for (const [says, schema, measure, sql, approximate] of compiled)
  t.test(`compiles ${says}`, async (t) => {
    const { sql: found, shape } = ask(schema, measure)
    t.match(found, sql)
    t.same(shape.approximate, approximate ? ['m'] : [])
  })

const refused: readonly [says: string, schema: DatasourceSchema, measure: object, message: RegExp][] = [
  [
    'a quantile of merged rows',
    rolledUp,
    quantile('amount', 0.5),
    /keeps its rows merged, without a sketch of "amount"/,
  ],
  ['a quantile without a fraction', sales, { kind: 'quantile', column: 'amount' }, /needs a fraction from 0 to 1/],
  ['a quantile of text', sales, quantile('branch', 0.5), /needs a number/],
  ['exact values of what only a sketch has', sketched, distinct('customer', true), /names the column "customer"/],
]
for (const [says, schema, measure, message] of refused)
  t.test(`refuses ${says}`, async (t) => {
    t.throws(() => ask(schema, measure), { code: 'invalid_query', message })
  })

t.test('only sketches that every load has made are used', async (t) => {
  const column = {
    name: 'Customer No',
    as: 'customer',
    type: 'string',
    role: 'dimension',
    include: false,
    reason: '',
  } as const
  const plan = (...names: string[]) => ({
    columns: [column],
    metrics: names.map((name) => ({ name, kind: 'hll' as const, column: 'Customer No' })),
  })
  t.same(sharedSketches([plan('a', 'b'), plan('b')]), [{ name: 'b', kind: 'hll', column: 'customer' }])
  t.same(sharedSketches([plan('a'), plan()]), [])
  t.same(sharedSketches([]), [])
})
