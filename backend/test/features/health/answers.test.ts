import type { PartHealth } from '@nemeton/contract'
import t from 'tap'
import { seenParts } from '../../../src/features/health/answers.ts'
import { nothingSeen } from '../../../src/features/health/sight.ts'

const at = '2026-01-01T00:00:00.000Z'
const part = (kind: PartHealth['kind'], state: PartHealth['state']): PartHealth => ({
  name: kind,
  kind,
  state,
  version: null,
  latencyMs: 1,
  since: at,
  checkedAt: at,
  message: null,
})
const parts = [part('database', 'up'), part('druid', 'up')]
const sight = nothingSeen('one', 10_000)
const silent = { kind: 'unknown', reason: 'The broker did not answer.', at: Date.parse(at), isLate: true } as const

t.test('a Druid whose broker does not answer is not up because its router is', async (t) => {
  const seen = seenParts(parts, { ...sight, at: 1, facts: { ...sight.facts, servers: silent } })
  t.match(seen, [
    { kind: 'database', state: 'up' },
    { kind: 'druid', state: 'down', message: 'The broker did not answer.', latencyMs: null },
  ])
})

t.test('before a look, and while the broker answers, the probes are believed', async (t) => {
  t.equal(seenParts(parts, sight), parts)
  const known = { kind: 'known', value: [], at: 1, tookMs: 1 } as const
  t.equal(seenParts(parts, { ...sight, at: 1, facts: { ...sight.facts, servers: known } }), parts)
})
