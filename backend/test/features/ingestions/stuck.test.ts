import t from 'tap'
import { ruleFor } from '../../../src/features/ingestions/rule-for.ts'
import { type LoadingFacts, whyStuck } from '../../../src/features/ingestions/stuck.ts'
import { parseInterval } from '../../../src/olap/time.ts'
import type { Rule } from '../../../src/ports/ports.ts'

const rule = (type: string, more: Partial<Rule> = {}): Rule => ({
  type,
  interval: null,
  period: null,
  includeFuture: true,
  tiers: type.startsWith('load') ? { _default_tier: 1 } : {},
  ...more,
})
const now = Date.parse('2025-06-15T00:00:00Z')
const january = { id: 'january', interval: '2025-01-01T00:00:00Z/2025-02-01T00:00:00Z', version: 'v', partition: 0 }
const june = { id: 'june', interval: '2025-06-01T00:00:00Z/2025-07-01T00:00:00Z', version: 'v', partition: 0 }
const forever = rule('loadForever')
const base: LoadingFacts = {
  published: [january, june],
  used: new Set(['january', 'june']),
  available: new Set(['june']),
  bytes: new Map([
    ['january', 1000],
    ['june', 500],
  ]),
  rules: [forever],
  historicals: [{ tier: '_default_tier', used: 100, most: 100_000 }],
  now,
}

const cases: readonly [what: string, facts: Partial<LoadingFacts>, code: string, message: RegExp][] = [
  [
    'segments that somebody dropped',
    { used: new Set(['june']) },
    'segments_dropped',
    /1 of the 2 segments were dropped/,
  ],
  ['all loaded, no schema', { available: new Set(['january', 'june']) }, 'schema_not_visible', /broker/],
  ['no rule at all', { rules: [] }, 'no_load_rule', /1 of the 2.*no retention rule fits 2025-01-01/],
  ['a drop rule', { rules: [rule('dropForever'), forever] }, 'no_load_rule', /"dropForever" drops 2025-01-01/],
  [
    'a rule that loads what is new and drops the rest',
    { rules: [rule('loadByPeriod', { period: 'P1M' }), rule('dropForever')] },
    'no_load_rule',
    /"dropForever"/,
  ],
  ['a rule for no copies', { rules: [rule('loadForever', { tiers: {} })] }, 'no_load_rule', /no copy/],
  ['no historical', { historicals: [] }, 'no_historical', /no historical is alive/],
  ['none in the tier', { rules: [rule('loadForever', { tiers: { hot: 2 } })] }, 'no_historical', /tier hot/],
  [
    'full historicals',
    {
      historicals: [
        { tier: '_default_tier', used: 99_500, most: 100_000 },
        { tier: 'other', used: 0, most: 100_000 },
      ],
    },
    'historicals_full',
    /500 bytes left.*1000/,
  ],
  [
    'historicals over their room',
    { historicals: [{ tier: '_default_tier', used: 200_000, most: 100_000 }], bytes: new Map() },
    'historicals_full',
    /0 bytes left/,
  ],
  ['nothing that can be named', {}, 'not_queryable', /one is alive with room/],
]
for (const [what, facts, code, message] of cases)
  t.test(`${what} is ${code}`, async (t) => {
    t.match(whyStuck({ ...base, ...facts }), { code, message })
  })

const fits: readonly [rules: Rule[], interval: string, index: number | null][] = [
  [[rule('loadByInterval', { interval: '2025-01-15T00:00:00Z/2025-03-01T00:00:00Z' })], january.interval, 0],
  [[rule('loadByInterval', { interval: '2025-02-01T00:00:00Z/2025-03-01T00:00:00Z' })], january.interval, null],
  [[rule('dropByInterval', { interval: '2025-01-15T00:00:00Z/2025-03-01T00:00:00Z' })], january.interval, null],
  [[rule('dropByInterval', { interval: '2024-01-01T00:00:00Z/2026-01-01T00:00:00Z' })], january.interval, 0],
  [[rule('loadByPeriod', { period: 'P6M' })], january.interval, 0],
  [[rule('loadByPeriod', { period: 'P1M' }), forever], january.interval, 1],
  [[rule('loadByPeriod', { period: 'P1M' })], '2030-01-01T00:00:00Z/2030-02-01T00:00:00Z', 0],
  [[rule('loadByPeriod', { period: 'P1M', includeFuture: false })], '2030-01-01T00:00:00Z/2030-02-01T00:00:00Z', null],
  [[rule('dropBeforeByPeriod', { period: 'P1M' })], january.interval, 0],
  [[rule('dropBeforeByPeriod', { period: 'P1M' })], june.interval, null],
  [[rule('dropByPeriod', { period: 'P6M' }), forever], january.interval, 0],
  [[rule('dropByPeriod', { period: 'P1M' }), forever], january.interval, 1],
  [[rule('broadcastForever')], january.interval, 0],
]
for (const [rules, interval, index] of fits)
  t.test(
    `of ${rules.map(({ type, period }) => `${type} ${period ?? ''}`).join(', ')} ${index ?? 'none'} fits ${interval}`,
    async (t) => {
      t.same(ruleFor(parseInterval(interval), rules, now), index === null ? null : rules[index])
    },
  )
