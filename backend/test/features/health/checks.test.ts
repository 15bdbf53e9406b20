import { checkResult } from '@nemeton/contract'
import t from 'tap'
import { checks } from '../../../src/features/health/checks/registry.ts'
import { judge } from '../../../src/features/health/judge.ts'
import type { Cases } from './cases/case.ts'
import { druidCases } from './cases/druid.ts'
import { ingestionCases } from './cases/ingestion.ts'
import { serviceCases } from './cases/instances.ts'
import { segmentCases } from './cases/segments.ts'
import { storageCases } from './cases/storage.ts'
import { facts } from './facts.ts'

const cases: Readonly<Record<string, Cases>> = {
  ...druidCases,
  ...segmentCases,
  ...ingestionCases,
  ...storageCases,
  ...serviceCases,
}

t.test('every check has cases of good, bad and unknown, and every case a check', async (t) => {
  for (const { name } of checks)
    for (const kind of ['good', 'bad', 'unknown'] as const) t.ok(cases[name]?.[kind].length, `${name}: ${kind}`)
  t.same(Object.keys(cases).sort(), checks.map(({ name }) => name).sort())
})

for (const check of checks)
  t.test(check.title, async (t) => {
    const { good = [], bad = [], unknown = [] } = cases[check.name] ?? {}
    for (const [what, facts] of good) {
      const judgement = check.judge(facts)
      t.match(judgement.severity, /^(ok|info)$/, `${what} is well: ${judgement.sentence}`)
    }
    for (const { what, facts, severity, says, subject } of bad) {
      const judgement = check.judge(facts)
      t.equal(judgement.severity, severity, `${what} is ${severity}: ${judgement.sentence}`)
      t.match(judgement.sentence, says, what)
      t.ok(judgement.remedy, `${what} has a remedy`)
      if (subject !== undefined) t.ok(judgement.subjects.includes(subject), `${what} names ${subject}`)
    }
    for (const [what, facts] of unknown) {
      const judgement = check.judge(facts)
      t.equal(judgement.severity, 'unknown', `${what} is unknown: ${judgement.sentence}`)
      t.match(judgement.sentence, /.{20}/, `${what} has a reason`)
    }
  })

t.test('each judgement is one sentence with its evidence, in the form of the contract', async (t) => {
  const all = Object.values(cases).flatMap(({ good, bad, unknown }) => [
    ...[...good, ...unknown].map(([, facts]) => facts),
    ...bad.map(({ facts }) => facts),
  ])
  for (const each of all)
    for (const result of judge(checks, each, [])) {
      const parsed = checkResult.safeParse(result)
      if (!parsed.success) t.fail(`${result.check}: ${parsed.error.message}`)
      if (!/^\S.*[.…:)a-z0-9]$/s.test(result.sentence) || /undefined|NaN|null/.test(result.sentence))
        t.fail(`${result.check}: ${result.sentence}`)
      if (result.evidence.source === '') t.fail(`${result.check} has no source`)
    }
  t.ok(all.length > 100)
})

t.test('a judgement carries on what was said before', async (t) => {
  const at = (minutes: number, more = {}) => facts({ at: facts().at + minutes * 60_000, ...more })
  const read = { kind: 'unknown' as const, reason: 'Gone.', at: 1, isLate: false }
  const pick = (results: ReturnType<typeof judge>) => results.find(({ check }) => check === 'druid-extensions')
  const first = judge(checks, at(0), [])
  const second = judge(checks, at(1, { status: read }), first)
  const third = judge(checks, at(2, { status: read }), second)
  const fourth = judge(checks, at(3), third)
  t.match(pick(first), { severity: 'ok', firstSeen: null })
  t.match(pick(second), { severity: 'unknown', firstSeen: '2026-06-01T12:01:00.000Z' })
  t.match(pick(third), {
    firstSeen: '2026-06-01T12:01:00.000Z',
    lastChanged: '2026-06-01T12:01:00.000Z',
    checkedAt: '2026-06-01T12:02:00.000Z',
  })
  t.match(pick(fourth), { severity: 'ok', firstSeen: null, lastChanged: '2026-06-01T12:03:00.000Z' })
  t.equal(third[0]?.severity, 'critical', 'the worst stands first')
})
