import t from 'tap'
import { explainOf } from '../src/sql/explain.ts'
import { readPlan } from '../src/visualizations/plan.ts'

const ever = '-146136543-09-08T08:23:32.096Z/146140482-04-24T15:36:27.903Z'
const topN = {
  queryType: 'topN',
  dataSource: { type: 'table', name: 'sales' },
  dimension: { type: 'default', dimension: 'branch', outputName: 'd0', outputType: 'STRING' },
  metric: { type: 'numeric', metric: 'a0' },
  threshold: 5,
  intervals: {
    type: 'intervals',
    intervals: ['2024-01-01T00:00:00.000Z/146140482-04-24T15:36:27.903Z'],
  },
  filter: {
    type: 'and',
    fields: [
      { type: 'not', field: { type: 'equals', column: 'branch', matchValueType: 'STRING', matchValue: 'Kisumu' } },
      {
        type: 'or',
        fields: [
          { type: 'range', column: 'amount', matchValueType: 'LONG', lower: 5, upper: 9, upperOpen: true },
          { type: 'null', column: 'note' },
        ],
      },
    ],
  },
  granularity: { type: 'all' },
  aggregations: [
    { type: 'longSum', name: 'a0', fieldName: 'quantity' },
    {
      type: 'filtered',
      aggregator: { type: 'count', name: 'a1' },
      filter: { type: 'inType', column: 'channel', matchValueType: 'STRING', sortedValues: ['a', 'b'] },
      name: 'a1',
    },
  ],
}
const factsOf = (plan: unknown, step = 0) =>
  Object.fromEntries(readPlan(JSON.stringify(plan))?.steps[step]?.facts.map(({ name, text }) => [name, text]) ?? [])

t.test('a plan is read in words', async (t) => {
  const plan = [{ query: topN, columnMappings: [{ queryColumn: 'd0', outputColumn: 'branch' }] }]
  t.match(readPlan(JSON.stringify(plan))?.steps[0]?.title, /Top values.*topN/)
  t.same(factsOf(plan), {
    From: 'sales',
    Time: 'from 2024-01-01T00:00:00.000Z',
    Filter: 'NOT branch = "Kisumu" AND (amount ≥ 5 AND amount < 9 OR note IS NULL)',
    Dimensions: 'branch as d0',
    Aggregations: 'a0 = longSum(quantity)\na1 = count() where channel IN ("a", "b")',
    Order: 'a0 descending',
    Limit: '5',
    Answers: 'branch (d0)',
  })
})

t.test('what feeds a step stands below it', async (t) => {
  const plan = [
    {
      query: {
        queryType: 'groupBy',
        dataSource: {
          type: 'join',
          left: { type: 'table', name: 'sales' },
          right: { type: 'query', query: topN },
          condition: '("branch" == "j0.d0")',
          joinType: 'INNER',
        },
        intervals: { type: 'intervals', intervals: [ever] },
        virtualColumns: [
          {
            type: 'expression',
            name: 'v0',
            expression: "timestamp_floor(\"__time\",'P1M',null,'UTC')",
            outputType: 'LONG',
          },
        ],
        limitSpec: { type: 'default', columns: [{ dimension: 'd0', direction: 'ascending' }], limit: 3 },
      },
    },
  ]
  const [step] = readPlan(JSON.stringify(plan))?.steps ?? []
  t.equal(step?.children.length, 1)
  t.match(step?.children[0]?.title, /topN/)
  t.match(factsOf(plan), {
    From: 'sales inner join the answer of the step below on ("branch" == "j0.d0")',
    Time: 'all of it',
    Computed: /v0 = timestamp_floor/,
    Order: 'd0 ascending',
    Limit: '3',
  })
})

t.test('what is in no known shape is left to the raw text', async (t) => {
  t.equal(readPlan(null), null)
  t.equal(readPlan('DruidRel(…)'), null)
  t.equal(readPlan('{"a":1}'), null)
  t.match(readPlan('[{"query":{"queryType":"newer","dataSource":{"type":"strange"}}}]'), {
    steps: [{ title: 'newer · newer', facts: [{ name: 'From', text: '{"type":"strange"}' }] }],
  })
})

t.test('a statement is asked for its plan once', async (t) => {
  t.same(explainOf('SELECT 1'), { statement: 'EXPLAIN PLAN FOR\nSELECT 1', linesBefore: 1 })
  t.same(explainOf(' explain plan for SELECT 1'), { statement: ' explain plan for SELECT 1', linesBefore: 0 })
})

t.test('reads a plan that is parsed already as one that is text', async (t) => {
  const plan = [{ query: topN, columnMappings: [] }]
  t.same(readPlan(plan), readPlan(JSON.stringify(plan)))
  t.equal(readPlan({ plan }), null)
})
