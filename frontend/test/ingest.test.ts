import type { Ingestion, IngestionPlan, Profile, Upload } from '@nemeton/contract'
import t from 'tap'
import { rateOf } from '../src/api/transfers.ts'
import { consentFor } from '../src/ingest/consent.ts'
import { dialectDoubt } from '../src/ingest/dialect-words.ts'
import { historyOf, tookMs } from '../src/ingest/history.ts'
import { applyChanges, mergeChanges } from '../src/ingest/plan-changes.ts'
import { reasonWords } from '../src/ingest/reason.ts'
import { statusWords } from '../src/ingest/status.ts'
import { runWords, undoWords } from '../src/ingest/undo-words.ts'

const plan: IngestionPlan = {
  datasource: 'sales',
  mode: 'append',
  time: {
    kind: 'column',
    column: 'at',
    format: 'iso',
    timezone: 'Etc/UTC',
    min: '2024-01-01T00:00:00Z',
    max: '2024-02-01T00:00:00Z',
    reason: '',
  },
  columns: [
    { name: 'at', as: '__time', type: 'timestamp', role: 'time', include: true, reason: '' },
    { name: 'branch', as: 'branch', type: 'string', role: 'dimension', include: true, reason: '' },
  ],
  segmentGranularity: 'month',
  queryGranularity: 'none',
  rollup: false,
  metrics: [],
  onBadRows: 'reject',
  maxRejectedRows: null,
  reasons: {},
}

t.test('a later change of a column adds to an earlier one', async (t) => {
  const first = mergeChanges({}, { columns: [{ name: 'branch', as: 'shop' }] })
  const second = mergeChanges(first, { columns: [{ name: 'branch', include: false }], mode: 'replace' })
  t.same(second, { mode: 'replace', columns: [{ name: 'branch', as: 'shop', include: false }] })
})

t.test('shows a change before the service has answered it', async (t) => {
  const changed = applyChanges(plan, { datasource: 'other', columns: [{ name: 'branch', as: 'shop' }] })
  t.equal(changed.datasource, 'other')
  t.match(changed.columns[1], { as: 'shop', type: 'string', include: true })
  t.match(applyChanges(plan, { time: { kind: 'column', column: 'at', timezone: 'Africa/Nairobi' } }).time, {
    format: 'iso',
    timezone: 'Africa/Nairobi',
  })
  t.match(applyChanges(plan, { time: { kind: 'fixed', instant: '2024-01-01T00:00:00Z' } }).time, { kind: 'fixed' })
})

const upload = (id: string, createdAt: string) => ({ id, filename: `${id}.csv`, datasource: id, createdAt }) as Upload
const ingestion = (id: string, uploadId: string, createdAt: string) =>
  ({
    id,
    uploadId,
    uploadIds: [uploadId],
    filename: `${uploadId}.csv`,
    datasource: uploadId,
    createdAt,
    rows: { inFile: 1, ingested: 0, rejected: 0, missing: 0 },
  }) as Ingestion

t.test('the history has one line a file, with its newest run', async (t) => {
  const entries = historyOf(
    [upload('a', '2024-01-01T00:00:00Z'), upload('b', '2024-01-03T00:00:00Z')],
    [
      ingestion('1', 'a', '2024-01-02T00:00:00Z'),
      ingestion('2', 'a', '2024-01-04T00:00:00Z'),
      ingestion('3', 'gone', '2024-01-05T00:00:00Z'),
    ],
  )
  t.same(
    entries.map((entry) => [entry.uploadId, entry.ingestion?.id ?? null]),
    [
      ['gone', '3'],
      ['a', '2'],
      ['b', null],
    ],
  )
})

t.test('says how long a run took once it has ended', async (t) => {
  const stages = [
    { name: 'queued', startedAt: '2024-01-01T00:00:00Z', endedAt: '2024-01-01T00:00:01Z' },
    { name: 'staging', startedAt: '2024-01-01T00:00:01Z', endedAt: '2024-01-01T00:00:05Z' },
  ] as const
  t.equal(tookMs({ stages: [...stages] } as unknown as Ingestion), 5000)
  t.equal(tookMs({ stages: [{ ...stages[0], endedAt: null }] } as unknown as Ingestion), null)
})

t.test('the speed of an upload is that of its last seconds', async (t) => {
  t.equal(rateOf([{ at: 0, sent: 0 }]), null)
  t.equal(
    rateOf([
      { at: 1000, sent: 500 },
      { at: 2000, sent: 2500 },
    ]),
    2000,
  )
})

t.test('reasons read as sentences', async (t) => {
  t.equal(reasonWords('every instant is kept'), 'Every instant is kept.')
  t.equal(reasonWords('Its values are text.'), 'Its values are text.')
  t.equal(reasonWords('as asked'), '')
  t.equal(reasonWords(undefined), '')
})

t.test('names the other way to read a file only when it fits nearly as well', async (t) => {
  const comma = { delimiter: ',', quote: '"', escape: '"' }
  const read = (confidence: number | undefined, runnerUp: typeof comma | null) =>
    dialectDoubt({
      dialect: { ...comma, delimiter: ';' },
      dialectConfidence: confidence,
      dialectRunnerUp: runnerUp,
    } as Profile)
  t.equal(read(0.1, comma), 'Cells are split at semicolons; splitting at commas would fit nearly as well.')
  t.match(read(0, { ...comma, delimiter: '||' }), /splitting at "\|\|" would/)
  t.equal(read(0.6, comma), null)
  t.equal(read(0.1, null), null)
  t.equal(read(undefined, comma), null)
  t.equal(dialectDoubt({ dialect: null, dialectConfidence: 0, dialectRunnerUp: comma } as Profile), null)
})

t.test('an unfinished upload says how much of it has come', async (t) => {
  const receiving = { ...upload('a', '2024-01-01T00:00:00Z'), status: 'receiving' as const, bytes: 250 }
  const resumable = { length: 1000, expiresAt: '2024-01-02T00:00:00Z' }
  t.equal(statusWords({ ...receiving, resumable }), 'receiving 25%')
  t.equal(statusWords({ ...receiving, resumable: null }), 'receiving')
  t.equal(statusWords({ ...receiving, status: 'ready', resumable: null }), 'ready to load')
})

t.test('an undo is told in rows, and in segments where rows could not be counted', async (t) => {
  const account = (segments: number, rows: number | null) => ({
    takesOut: { segments: 2, rows: 30 },
    bringsBack: { segments, rows },
    rowsBefore: rows,
    intervals: [],
  })
  t.equal(undoWords(account(0, 0)), 'Takes out the 30 rows that this load put in; it replaced nothing.')
  t.match(undoWords(account(3, 1)), /and brings back the 1 row that it replaced\.$/)
  t.match(undoWords(account(3, null)), /and brings back the 3 segments that it replaced\.$/)
})

t.test('a load is undone once its undo is done, not while it is under way', async (t) => {
  const of = (kind: Ingestion['kind'], status: Ingestion['status'], undone: boolean) =>
    runWords({ kind, status, undo: { possible: false, reason: '', undoneBy: null, undone } } as Ingestion)
  t.equal(of('load', 'queryable', false), 'queryable')
  t.equal(of('load', 'queryable', true), 'undone')
  t.equal(of('undo', 'loading', false), 'loading')
  t.equal(of('undo', 'queryable', false), 'undone')
})

t.test('asks for consent only where rows may go, and for the name where all may', async (t) => {
  const impact = (replacedSegments: number) => ({
    intervals: [],
    replacedSegments,
    replacedRows: 0,
    existingSegments: 3,
    existingRows: 9,
  })
  const asked = (mode: IngestionPlan['mode'], known: ReturnType<typeof impact> | null) =>
    consentFor({ ...plan, mode }, known)
  t.same([asked('append', null), asked('replace', impact(0)), asked('overwrite', impact(0))], ['none', 'none', 'none'])
  t.same([asked('replace', impact(2)), asked('replace', null)], ['tick', 'tick'])
  t.same([asked('overwrite', impact(3)), asked('overwrite', null)], ['name', 'name'])
})
