import { type CheckPeriod, type CheckResult, type Part, type Severity, severity } from '@nemeton/contract'
import t from 'tap'
import { formatLasting } from '../src/format/duration.ts'
import { bySeverity, isTrouble } from '../src/format/severity.ts'
import { parseAddress, printAddress } from '../src/health/address.ts'
import { barsOf, historyWords } from '../src/health/check-history.ts'
import { isStatement, sectionsOf } from '../src/health/checks.ts'
import { countWords, glanceOf } from '../src/health/glance.ts'
import { pointsOf } from '../src/health/latencies.ts'
import { capacityWords, layersOf, placeOf } from '../src/health/parts.ts'
import { isAlert, unreadOf, worstOf } from '../src/shell/alerts.ts'

const at = (minutes: number): string => new Date(Date.UTC(2026, 0, 1, 12, minutes)).toISOString()
const now = Date.parse(at(0))

function check(name: string, is: Severity, more: Partial<CheckResult> = {}): CheckResult {
  return {
    check: name,
    title: name,
    group: 'druid',
    severity: is,
    sentence: `${name} is ${is}.`,
    subjects: [],
    evidence: { facts: [], source: '' },
    remedy: null,
    link: null,
    firstSeen: is === 'ok' ? null : at(-10),
    lastChanged: at(-10),
    checkedAt: at(0),
    ...more,
  }
}

const collection = { instance: 'one', periodMs: 10_000, tookMs: 100, druidCalls: 5 }
const diagnostics = (checks: readonly CheckResult[], checkedAt: string | null = at(0)) => ({
  severity: 'ok' as const,
  checkedAt,
  collection,
  checks: [...checks],
})

t.test('the worst of all says how it is', async (t) => {
  const glance = glanceOf(
    diagnostics([
      check('a', 'ok'),
      check('late', 'critical', { firstSeen: at(-5) }),
      check('u', 'unknown'),
      check('early', 'critical', { firstSeen: at(-50) }),
      check('w', 'warning'),
      check('n', 'info'),
    ]),
    now,
  )
  t.match(glance, {
    severity: 'critical',
    sentence: 'early is critical.',
    since: at(-50),
    more: 'and 1 critical, 1 warning, 1 unknown',
    check: { check: 'early' },
  })
})

t.test('a check that could not run is trouble, a note is not', async (t) => {
  t.match(glanceOf(diagnostics([check('a', 'ok'), check('u', 'unknown')]), now), { severity: 'unknown', more: '' })
  t.match(glanceOf(diagnostics([check('a', 'ok'), check('n', 'info')]), now), {
    severity: 'ok',
    sentence: 'All is well.',
    more: '2 checks, 1 note',
  })
  t.same(severity.options.filter(isTrouble), ['warning', 'critical', 'unknown'])
  t.same([...severity.options].sort(bySeverity), ['critical', 'warning', 'unknown', 'info', 'ok'])
})

t.test('nothing is well that nobody has looked at, or not for long', async (t) => {
  const well = [check('a', 'ok')]
  t.match(glanceOf(null, now), { severity: 'critical', sentence: 'The service does not answer.' })
  t.match(glanceOf(diagnostics([], at(0)), now), { severity: 'unknown' })
  t.match(glanceOf(diagnostics(well, null), now), { severity: 'unknown' })
  t.match(glanceOf(diagnostics(well, at(-1)), now), { severity: 'ok' })
  t.match(glanceOf(diagnostics(well, at(-3)), now), {
    severity: 'unknown',
    sentence: 'Nobody has looked for 3 min.',
    spoken: 'Nobody looks any more.',
  })
})

t.test('what is read out stays the same while only numbers change', async (t) => {
  const spoken = (sentence: string, checkedAt: string) =>
    glanceOf(diagnostics([check('a', 'warning', { sentence })], checkedAt), now).spoken
  t.equal(spoken('3 are late.', at(0)), spoken('4 are late.', at(-1)))
  t.equal(spoken('3 are late.', at(0)), 'warning: a')
})

t.test('counts name the worst first', async (t) => {
  t.equal(
    countWords([check('a', 'ok'), check('b', 'warning'), check('c', 'warning'), check('d', 'unknown')]),
    '2 warnings, 1 unknown, 1 well',
  )
})

t.test('groups come worst first, and an open check stays whatever the filter', async (t) => {
  const checks = [
    check('fine', 'ok', { group: 'druid' }),
    check('bad', 'critical', { group: 'storage' }),
    check('also fine', 'ok', { group: 'storage' }),
    check('odd', 'unknown', { group: 'druid' }),
  ]
  const names = (onlyTrouble: boolean, opened: readonly string[] = []) =>
    sectionsOf(checks, { onlyTrouble, opened }).map(({ group, checks: own }) => [
      group,
      ...own.map(({ title }) => title),
    ])
  t.same(names(false), [
    ['storage', 'bad', 'also fine'],
    ['druid', 'odd', 'fine'],
  ])
  t.same(names(true), [
    ['storage', 'bad'],
    ['druid', 'odd'],
  ])
  t.same(names(true, ['fine']), [
    ['storage', 'bad'],
    ['druid', 'odd', 'fine'],
  ])
})

for (const [source, is] of [
  ['SELECT 1', true],
  ['  with a AS (SELECT 1) SELECT * FROM a', true],
  ['EXPLAIN PLAN FOR SELECT 1', true],
  ['GET /druid/coordinator/v1/loadqueue', false],
  ['selected', false],
] as const)
  t.test(`${source} ${is ? 'can' : 'cannot'} be opened in SQL`, async (t) => {
    t.equal(isStatement(source), is)
  })

const period = (from: number, to: number, is: Severity): CheckPeriod => ({
  from: at(from),
  to: at(to),
  severity: is,
  sentence: '',
})

t.test('a history is told in shares of the whole time, what nobody recorded too', async (t) => {
  const span = { from: Date.parse(at(-100)), to: now }
  const periods = [
    period(-80, -40, 'ok'),
    period(-40, -30, 'warning'),
    period(-30, -10, 'ok'),
    period(-10, 5, 'unknown'),
  ]
  t.equal(historyWords(periods, span), 'well 60%, unknown 10% (1 time), warning 10% (1 time), not recorded 20%')
  const bars = barsOf(periods, span, 1000)
  t.same(
    bars.map(({ x, width, size }) => [x, width, size]),
    [
      [200, 400, 22],
      [600, 100, 70],
      [700, 200, 22],
      [900, 100, 55],
    ],
  )
})

t.test('a moment of trouble is wide enough to see, to the very end', async (t) => {
  const span = { from: Date.parse(at(-100_000)), to: now }
  const [bar] = barsOf([period(-1, 0, 'critical')], span, 1000)
  t.match(bar, { x: 997, width: 3, size: 100 })
  t.same(barsOf([period(-300_000, -200_000, 'critical')], span, 1000), [], 'what lies before is left out')
})

const part = (role: Part['role'], id: string, more: Partial<Part> = {}): Part => ({
  id,
  name: id,
  role,
  state: 'up',
  since: at(-10),
  leader: null,
  tier: null,
  version: null,
  startedAt: null,
  latencyMs: null,
  capacity: null,
  message: null,
  checkedAt: at(0),
  ...more,
})

t.test('parts lie in layers, in an order that no state changes', async (t) => {
  const parts = [
    part('historical', 'h2', { state: 'down' }),
    part('postgresql', 'PostgreSQL'),
    part('historical', 'h1'),
    part('router', 'r'),
    part('service', 's'),
  ]
  t.same(
    layersOf(parts).map(({ title, parts: own }) => [title, ...own.map(({ id }) => id)]),
    [
      ['Service', 's'],
      ['What it leans on', 'PostgreSQL'],
      ['Druid', 'r', 'h1', 'h2'],
    ],
  )
  t.equal(placeOf(part('postgresql', 'PostgreSQL')), null)
  t.equal(placeOf(part('historical', 'host:8083')), 'host:8083')
  t.equal(placeOf(part('historical', 'historical host:8083')), 'host:8083')
  t.equal(placeOf(part('middle_manager', 'middle manager host:8091')), 'host:8091')
})

for (const [capacity, words] of [
  [{ used: 612_000_000, most: 2_000_000_000, unit: 'bytes' }, '612 MB of 2 GB, 31%'],
  [{ used: 1, most: 2, unit: 'slots' }, '1 of 2 slots'],
  [{ used: 6, most: 20, unit: 'connections' }, '6 of 20 connections'],
] as const)
  t.test(`a capacity is told as ${words}`, async (t) => {
    t.equal(capacityWords(capacity), words)
  })

t.test('a minute without a query is a gap in the line', async (t) => {
  const minutes = [
    { at: at(-2), kind: 'sql' as const, count: 1, p50Ms: 1, p95Ms: 2, p99Ms: 3 },
    { at: at(-1), kind: 'explore' as const, count: 1, p50Ms: 9, p95Ms: 9, p99Ms: 9 },
    { at: at(0), kind: 'sql' as const, count: 1, p50Ms: 4, p95Ms: 5, p99Ms: 6 },
  ]
  const points = pointsOf(minutes, 'sql', now + 20_000)
  t.equal(points.length, 60)
  t.same(
    points.slice(-3).map(({ values }) => values),
    [
      [1, 2, 3],
      [null, null, null],
      [4, 5, 6],
    ],
  )
})

t.test('the address holds the whole state and leaves out what is usual', async (t) => {
  t.equal(printAddress(parseAddress(new URLSearchParams())).toString(), '')
  const full =
    'checks=trouble&check=a&check=b&history=30d&events=leader&slow=slowest&latencies=table&datasource=sales&segments=table'
  t.equal(printAddress(parseAddress(new URLSearchParams(full))).toString(), full)
  t.equal(printAddress(parseAddress(new URLSearchParams('checks=odd&events=nothing&history=1y'))).toString(), '')
  t.equal(parseAddress(new URLSearchParams('zone=utc')).zone, 'Etc/UTC')
})

t.test('news is what turned after somebody looked; the first visit has none', async (t) => {
  const change = (id: string, when: string, is: Severity) => ({
    id,
    at: when,
    kind: 'check' as const,
    subject: 'a',
    severity: is,
    from: null,
    to: is,
    sentence: '',
  })
  const changes = [change('3', at(-1), 'ok'), change('2', at(-5), 'critical'), change('1', at(-9), 'warning')]
  t.same(unreadOf(changes, null), [])
  t.same(
    unreadOf(changes, at(-5)).map(({ id }) => id),
    ['3'],
  )
  t.equal(worstOf(changes), 'critical')
  t.equal(worstOf([]), 'ok')
  const turned = (from: string | null, is: Severity) => isAlert({ ...change('4', at(0), is), from })
  t.same(
    [turned('ok', 'critical'), turned('ok', 'unknown'), turned('critical', 'ok'), turned('warning', 'info')],
    [true, true, true, true],
  )
  t.same([turned('unknown', 'ok'), turned(null, 'ok'), turned('ok', 'info')], [false, false, false])
})

for (const [ms, words] of [
  [900, '0 s'],
  [59_900, '59 s'],
  [61_000, '1 min'],
  [3_700_000, '1 h 1 min'],
  [200_000_000, '2 d 8 h'],
] as const)
  t.test(`${ms} ms have lasted ${words}`, async (t) => {
    t.equal(formatLasting(ms), words)
  })
