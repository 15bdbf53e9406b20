import t from 'tap'
import { isDue } from '../../../src/features/housekeeping/daily.ts'
import { dayMs, judgeObject, judgeTransfer, type KnownRun, placeOf } from '../../../src/features/housekeeping/judge.ts'
import type { Ports } from '../../../src/ports/ports.ts'

const now = Date.UTC(2025, 5, 1)
const hour = 3_600_000
const policy = { graceMs: hour, uploadRetentionDays: null, processedRetentionDays: 7 }
const id = (digit: string) => `${digit.repeat(8)}-0000-4000-8000-${digit.repeat(12)}`
const ended = (days: number, isCanceled = false): KnownRun => ({
  isOver: true,
  isCanceled,
  endedAt: now - days * dayMs,
})
const runs: Readonly<Record<string, KnownRun>> = {
  [id('1')]: { isOver: false, isCanceled: false, endedAt: now },
  [id('2')]: ended(6),
  [id('3')]: ended(8),
  [id('4')]: ended(0, true),
}
const known = { hasUpload: (upload: string) => upload === id('a'), run: (run: string) => runs[run] }

const copy = (run: string, name = 'part-00000.json.zst') => `processed/sales/${id('a')}/${id(run)}/${name}`
const objects: readonly [what: string, key: string, kind: string | null][] = [
  ['an upload with its row', `uploads/sales/${id('a')}/sales.csv`, null],
  ['an upload without a row', `uploads/sales/${id('b')}/sales.csv`, 'orphan'],
  ['something under uploads that is none', 'uploads/stray.csv', 'orphan'],
  ['a copy of a run under way', copy('1'), null],
  ['a copy of a run that ended lately', copy('2'), null],
  ['a copy of a run that ended long ago', copy('3'), 'copy'],
  ['a copy of a canceled run', copy('4'), 'copy'],
  ['a copy of no run', copy('9'), 'orphan'],
  ['rejected rows of a run that ended long ago', copy('3', 'rejected-rows.csv'), null],
  ['rejected rows of a canceled run', copy('4', 'rejected-rows.csv'), null],
  ['rejected rows of no run', copy('9', 'rejected-rows.csv'), 'orphan'],
  ['a kept spec', 'processed/metadata/ingestion_specs/sales/1.json', null],
  ['a copy for a datasource of that name', `processed/metadata/${id('a')}/${id('3')}/part-00000.json.zst`, 'copy'],
]
for (const [what, key, kind] of objects)
  t.test(`${what} ${kind === null ? 'stays' : `goes as ${kind}`}`, async (t) => {
    t.equal(judgeObject(key, now - 2 * hour, known, policy, now)?.kind ?? null, kind)
    t.equal(judgeObject(key, now - hour + 1, known, policy, now), null, 'nothing younger than the grace goes')
  })

const transfers: readonly [what: string, key: string, ageMs: number | null, goes: boolean][] = [
  ['of an upload that is received', `uploads/sales/${id('a')}/sales.csv`, 2 * hour, false],
  ['of an upload that is gone', `uploads/sales/${id('b')}/sales.csv`, 2 * hour, true],
  ['that is young', `uploads/sales/${id('b')}/sales.csv`, 1000, false],
  ['of unknown age', `uploads/sales/${id('b')}/sales.csv`, null, false],
  ['of a run under way', copy('1'), 2 * hour, false],
  ['of a run that has ended', copy('2'), 2 * hour, true],
]
for (const [what, key, ageMs, goes] of transfers)
  t.test(`parts ${what} ${goes ? 'go' : 'stay'}`, async (t) => {
    const at = ageMs === null ? null : now - ageMs
    const verdict = judgeTransfer(key, at, (upload) => upload === id('a'), known, policy, now)
    t.equal(verdict !== null, goes)
  })

t.test('a key tells whose it is', async (t) => {
  t.same(placeOf(`uploads/x/${id('a')}/f.csv`), { kind: 'upload', uploadId: id('a') })
  t.same(placeOf(copy('1')), { kind: 'copy', runId: id('1'), isEvidence: false })
})

t.test('a sweep is due a day after the last one, or when there was none', async (t) => {
  const after = (ms: number | null) => {
    const last = async () => (ms === null ? null : { startedAt: new Date(now - ms), count: 0, bytes: 0 })
    return isDue({ database: { housekeeping: { last } } as unknown as Ports['database'] }, now)
  }
  t.equal(await after(null), true)
  t.equal(await after(dayMs - 1), false)
  t.equal(await after(dayMs), true)
})
