import type { RetentionRule } from '@nemeton/contract'
import t from 'tap'
import { checkRules, fromDruidRule, toDruidRule } from '../../src/olap/retention.ts'

const interval = '2024-01-01T00:00:00.000Z/2025-01-01T00:00:00.000Z'
const replicas = { _default_tier: 1, hot: 2 }

/** As the live 33.0.0 answers them. */
const pairs: readonly (readonly [RetentionRule, Record<string, unknown>])[] = [
  [
    { action: 'load', when: { kind: 'forever' }, replicas },
    { type: 'loadForever', tieredReplicants: replicas, useDefaultTierForNull: false },
  ],
  [
    { action: 'load', when: { kind: 'period', period: 'P1M', includeFuture: false }, replicas },
    {
      type: 'loadByPeriod',
      period: 'P1M',
      includeFuture: false,
      tieredReplicants: replicas,
      useDefaultTierForNull: false,
    },
  ],
  [
    { action: 'load', when: { kind: 'interval', interval }, replicas },
    { type: 'loadByInterval', interval, tieredReplicants: replicas, useDefaultTierForNull: false },
  ],
  [{ action: 'drop', when: { kind: 'forever' } }, { type: 'dropForever' }],
  [
    { action: 'drop', when: { kind: 'period', period: 'P1Y', includeFuture: true } },
    { type: 'dropByPeriod', period: 'P1Y', includeFuture: true },
  ],
  [
    { action: 'drop', when: { kind: 'beforePeriod', period: 'P1Y' } },
    { type: 'dropBeforeByPeriod', period: 'P1Y' },
  ],
  [
    { action: 'drop', when: { kind: 'interval', interval } },
    { type: 'dropByInterval', interval },
  ],
  [{ action: 'broadcast', when: { kind: 'forever' } }, { type: 'broadcastForever' }],
]

for (const [rule, druid] of pairs)
  t.test(`${druid.type} is said and read`, async (t) => {
    t.same(toDruidRule(rule), druid)
    t.same(fromDruidRule(druid), rule)
  })

t.test('a load rule that names no tier has two copies in the standard one', async (t) => {
  t.same(fromDruidRule({ type: 'loadForever', tieredReplicants: null, useDefaultTierForNull: true }), {
    action: 'load',
    when: { kind: 'forever' },
    replicas: { _default_tier: 2 },
  })
})

t.test('a kind of rule that is not known is named', async (t) => {
  t.throws(() => fromDruidRule({ type: 'loadOnDemand' }), { code: 'druid_rejected', message: /"loadOnDemand"/ })
  t.throws(() => fromDruidRule({ type: 'loadBeforeByPeriod', period: 'P1D' }))
})

const forever: RetentionRule = { action: 'load', when: { kind: 'forever' }, replicas: { _default_tier: 1 } }
const refusals: readonly (readonly [string, readonly RetentionRule[], RegExp])[] = [
  ['after one for all of time', [forever, { action: 'drop', when: { kind: 'forever' } }], /^Rule 2 is never reached/],
  ['with a tier that is not there', [{ ...forever, replicas: { cold: 1 } }], /^Rule 1 names the tier "cold"/],
  ['without copies', [{ ...forever, replicas: {} }], /^Rule 1 names no tier/],
  ...['2024-01-01', '2024-01-02/2024-01-01', 'x/y', '2024/2025/2026'].map(
    (bad) =>
      [
        `over ${bad}`,
        [{ action: 'drop', when: { kind: 'interval', interval: bad } }],
        /^Rule 1 has the interval/,
      ] as const,
  ),
]
for (const [name, rules, message] of refusals)
  t.test(`a rule ${name} is refused`, async (t) => {
    t.throws(() => checkRules(rules, ['_default_tier']), { code: 'invalid_request', message })
  })

t.test('an interval is put into Druid’s own form', async (t) => {
  t.same(checkRules([{ action: 'drop', when: { kind: 'interval', interval: '2024-01-01/2025-01-01' } }], []), [
    { action: 'drop', when: { kind: 'interval', interval } },
  ])
})
