import { ProductError, query } from '@nemeton/contract'
import t from 'tap'
import { compile, compileTotals } from '../../src/olap/compile.ts'
import { derived } from './derived-queries.ts'
import { examples, sales } from './queries.ts'

for (const { says, query, datasource, sql, values } of [...examples, ...derived]) {
  t.test(`compiles: ${says}`, async (t) => {
    const compiled = compile(query, datasource)
    t.equal(compiled.sql, sql)
    t.same(
      compiled.parameters.map(({ type, value }) => `${type} ${value}`),
      values,
    )
    t.equal(compiled.sql.replaceAll(/"(?:[^"]|"")*"/g, '').split('?').length - 1, values.length, 'a value for each ?')
    t.match(compiled.context, { sqlTimeZone: 'Etc/UTC', useApproximateTopN: false })
  })
}

t.test('a filter is not rewritten where each row is read once for each side', async (t) => {
  const overlapping = query.parse({
    datasource: 'sales',
    interval: '2025-01-08/2025-01-10',
    compare: { shift: 'P1D' },
    measures: [{ name: 'rows', kind: 'count' }],
    splits: [{ column: '__time', bucket: { granularity: 'P1D' } }],
  })
  t.match(compile(overlapping, sales).context, { enableJoinFilterRewrite: false })
  t.notOk('enableJoinFilterRewrite' in compile({ ...overlapping, splits: [] }, sales).context)
})

const base = { datasource: 'sales', interval: '2025-01-01/2026-01-01', measures: [{ name: 'rows', kind: 'count' }] }
const by = (column: string, bucket?: object) => ({ splits: [{ column, bucket }] })
const sum = (column: string) => ({ measures: [{ name: 'm', kind: 'sum', column }] })
const refused: readonly [says: string, input: object, message: RegExp][] = [
  ['an unknown split', by('town'), /"town".*"sales".*it has __time, branch, product "x"/],
  ['an unknown filter column', { filter: { kind: 'isNull', column: 'x' } }, /filter names the column "x"/],
  ['an unknown measure column', sum('x'), /measure "m" names the column "x"/],
  ['a sum of text', sum('branch'), /"m" \(sum\) needs a number, and the column "branch" is of type string/],
  ['a sum of time', sum('__time'), /needs a number/],
  ['a sum without a column', { measures: [{ name: 'm', kind: 'sum' }] }, /"m" \(sum\) needs a column/],
  ['the least of text', { measures: [{ name: 'm', kind: 'min', column: 'branch' }] }, /needs a number or a time/],
  ['text in time buckets', by('branch', { granularity: 'P1D' }), /time column/],
  ['text in number buckets', by('branch', { size: 5 }), /needs a number/],
  ['mixed granularities', by('__time', { granularity: 'P1DT2H' }), /mixes units/],
  ['a period of nothing', by('__time', { granularity: 'PT0H' }), /not an ISO-8601 period/],
  ['an unknown zone', { timezone: 'Africa/Nowhere' }, /"Africa\/Nowhere" is not a time zone/],
  ['contains on a number', { filter: { kind: 'contains', column: 'amount', text: '1' } }, /needs text/],
  ['a range on text', { filter: { kind: 'numberRange', column: 'branch', from: 1 } }, /needs a number/],
  ['text for a long', { filter: { kind: 'values', column: 'quantity', values: ['1.5'] } }, /whole number/],
  ['text for a double', { filter: { kind: 'values', column: 'amount', values: [''] } }, /needs a number/],
  ['text for a boolean', { filter: { kind: 'values', column: 'online', values: ['yes'] } }, /true or false/],
  ['text for a time', { filter: { kind: 'values', column: '__time', values: ['today'] } }, /not an ISO-8601 instant/],
  ['the same split twice', { splits: [{ column: 'branch' }, { column: 'branch' }] }, /"branch" stands for two columns/],
  ['a measure named like a split', { ...by('branch'), measures: [{ name: 'branch', kind: 'count' }] }, /two columns/],
  [
    'an order by what is not asked',
    { splits: [{ column: 'branch', orderBy: { measure: 'x', direction: 'ascending' } }] },
    /ordered by "x".*it has rows/,
  ],
]
for (const [says, input, message] of refused) {
  t.test(`refuses ${says}`, async (t) => {
    const parsed = query.parse({ ...base, ...input })
    t.throws(() => compile(parsed, sales), { name: 'ProductError', code: 'invalid_query', message })
  })
}

t.test('exact distinct counts say so in the context, and only they', async (t) => {
  const ask = (exact: boolean) =>
    compile(query.parse({ ...base, measures: [{ name: 'd', kind: 'countDistinct', column: 'branch', exact }] }), sales)
  t.equal(ask(true).context.useApproximateCountDistinct, false)
  t.same(ask(true).shape.approximate, [])
  t.notOk('useApproximateCountDistinct' in ask(false).context)
  t.same(ask(false).shape.approximate, ['d'])
})

t.test('totals are the same measures under the same filter without splits', async (t) => {
  const totals = compileTotals(
    query.parse({ ...base, ...by('branch'), filter: { kind: 'isNull', column: 'amount' } }),
    sales,
  )
  t.equal(
    totals.sql,
    'select COUNT(*) as "rows" from "sales" as "source" where ("__time" >= ? AND "__time" < ?) AND "amount" IS NULL',
  )
  t.equal(totals.shape.limit, null)
})

t.test('an unknown column names what there is, as details too', async (t) => {
  try {
    compile(query.parse({ ...base, ...by('town') }), sales)
    t.fail('not refused')
  } catch (error) {
    t.ok(error instanceof ProductError)
    t.same((error as ProductError).details, { column: 'town', columns: sales.columns.map(({ name }) => name) })
  }
})
