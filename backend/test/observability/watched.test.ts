import t from 'tap'
import { exercisedMetrics } from './exercised.ts'
import { readExposition } from './exposition.ts'
import { readPromql } from './promql.ts'
import { dashboard, missing, rules, watched } from './watched.ts'

const text = await exercisedMetrics()
const exposed = readExposition(text)

t.test('every instrument shows a sample once it was used', async (t) => {
  t.same([...exposed.silent], [])
  t.ok(exposed.labels.size > 40)
})

t.test('every name and label that the dashboard and the rules ask for is exposed', async (t) => {
  t.ok(watched.length > 40)
  for (const one of watched) t.same(missing(one, exposed), [], `${one.where}: ${one.expression}`)
})

t.test('what is exposed is watched, or is known not to need it', async (t) => {
  const asked = new Set(watched.flatMap(({ expression }) => [...readPromql(expression).metrics.keys()]))
  const bare = (name: string) => name.replace(/_(bucket|sum|count)$/, '')
  const askedFor = new Set([...asked].map(bare))
  t.same(
    [...exposed.labels.keys()].map(bare).filter((name) => !askedFor.has(name)),
    [],
  )
})

t.test('every rule says who is meant, what is so and what to do', async (t) => {
  t.ok(rules.length >= 12)
  t.equal(new Set(rules.map(({ alert }) => alert)).size, rules.length)
  for (const { alert, annotations } of rules) {
    t.match(alert, /^Nemeton[A-Z]/)
    t.match(annotations.summary, /\.$/, alert)
    t.match(annotations.description, /\.$/, alert)
  }
})

t.test('panels lie side by side and not over each other', async (t) => {
  const panels = dashboard.panels as unknown as readonly { gridPos: { x: number; y: number; w: number; h: number } }[]
  const taken = new Set<string>()
  for (const { gridPos } of panels)
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1)
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
        t.notOk(taken.has(`${x},${y}`) || x >= 24, `${x},${y}`)
        taken.add(`${x},${y}`)
      }
})

const wrong: readonly [expression: string, missing: readonly string[]][] = [
  ['nemeton_made_up', ['nemeton_made_up']],
  ['rate(nemeton_http_requests[5m])', ['nemeton_http_requests']],
  [
    'sum by (le) (rate(nemeton_http_request_duration_seconds{route="x"}[5m]))',
    ['nemeton_http_request_duration_seconds', 'le'],
  ],
  ['nemeton_http_requests_total{path="/x"}', ['nemeton_http_requests_total{path}']],
  ['sum by (shop) (nemeton_ready)', ['shop']],
  ['nemeton_ready / on (host) nemeton_made_up', ['nemeton_made_up', 'host']],
]
for (const [expression, expected] of wrong) {
  t.test(`finds what is not there in ${expression}`, async (t) => {
    t.same(missing({ where: '', expression, told: [] }, exposed), expected)
  })
}

t.test('finds a label in a text that the metric does not have', async (t) => {
  t.same(missing({ where: '', expression: 'nemeton_ready', told: ['part', 'instance'] }, exposed), ['part'])
})

const read: readonly [
  expression: string,
  metrics: Readonly<Record<string, readonly string[]>>,
  groupings: readonly string[],
][] = [
  ['a', { a: [] }, []],
  ['rate(a{b="c{d}", e!~"f"}[5m] offset 1h) > bool 0.5e3', { a: ['b', 'e'] }, []],
  ['sum without (x, y) (a) / ignoring (z) group_left (w) b', { a: [], b: [] }, ['x', 'y', 'z', 'w']],
  ['histogram_quantile(0.95, sum by (le) (rate(a_bucket[$__rate_interval])))', { a_bucket: [] }, ['le']],
  ['delta(max(a{b="c"})[15m:]) or absent(d) unless e', { a: ['b'], d: [], e: [] }, []],
]
for (const [expression, metrics, groupings] of read) {
  t.test(`reads ${expression}`, async (t) => {
    const found = readPromql(expression)
    t.same(Object.fromEntries([...found.metrics].map(([name, labels]) => [name, [...labels]])), metrics)
    t.same([...found.groupings], groupings)
  })
}

for (const expression of ['summ(a)', 'a{b="c"', 'a # b', 'a ; b']) {
  t.test(`does not take ${expression} for PromQL`, async (t) => {
    t.throws(() => readPromql(expression))
  })
}

for (const line of ['a', 'a{b} 1', 'a 1 2 3', '# TYPE a summary', 'undeclared 1']) {
  t.test(`does not take "${line}" for what Prometheus reads`, async (t) => {
    t.throws(() => readExposition(`${line}\n`))
  })
}
