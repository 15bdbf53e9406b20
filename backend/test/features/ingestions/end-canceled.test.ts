import t from 'tap'
import { endCanceled } from '../../../src/features/ingestions/end-canceled.ts'
import type { Ports, Segment, StoredIngestion, TaskStatus } from '../../../src/ports/ports.ts'

const segment = (id: string): Segment => ({ id, interval: '2025-01-01/2025-01-02', version: 'v', partition: 0 })
const signal = new AbortController().signal

interface Case {
  readonly mode?: StoredIngestion['mode']
  readonly taskId?: string | null
  readonly task?: TaskStatus['state'] | null
  readonly before?: readonly string[] | null
  readonly used?: readonly string[]
  readonly canceledMsAgo?: number
  readonly copies?: readonly string[]
  readonly rejectedRowsKey?: string | null
  readonly tookBack?: { readonly replaced: readonly string[]; readonly at: number } | null
}

/** What is done to Druid, the store and the row, in order. */
async function end({ mode = 'append', taskId = 'task', task = 'SUCCESS', before = [], ...given }: Case) {
  const done: string[] = []
  const { used = [], canceledMsAgo = 10_000, copies = [], rejectedRowsKey = null, tookBack = null } = given
  const startedAt = new Date(Date.now() - canceledMsAgo).toISOString()
  const ingestion = {
    id: 'run',
    taskId,
    datasource: 'sales',
    mode,
    files: [{ uploadId: 'upload', filename: 'sales.csv', sha256: null }],
    stages: [{ name: 'canceled', startedAt, endedAt: startedAt }],
    facts: { before, rejectedRowsKey, tookBack },
  } as unknown as StoredIngestion
  const needs = {
    owner: 'us',
    watchIntervalMs: 500,
    druid: {
      taskStatus: async () => (task === null ? null : { state: task }),
      shutdownTask: async (id: string) => void done.push(`shut down ${id}`),
      usedSegments: async () => used.map(segment),
      markUnused: async (_: string, ids: readonly string[]) => void (ids.length > 0 && done.push(`unused ${ids}`)),
      markUsed: async (_: string, ids: readonly string[]) => void (ids.length > 0 && done.push(`used ${ids}`)),
    },
    objectStore: {
      list: async (prefix: string) => copies.map((name) => ({ key: prefix + name, bytes: 1 })),
      remove: async (keys: readonly string[]) => void (keys.length > 0 && done.push(`removed ${keys}`)),
    },
    database: {
      uploads: { find: async () => ({ object: { bucket: 'b', key: 'uploads/sales/upload/sales.csv' } }) },
      ingestions: {
        release: async () => void done.push('looks again'),
        tookBack: async (_id: string, _owner: string, ids: readonly string[]) =>
          void done.push(`took back ${ids}`.trim()),
        ended: async (_id: string, _owner: string, error: object | null) =>
          void done.push(error === null ? 'ended' : 'ended, rows kept'),
      },
    },
  } as unknown as Pick<Ports, 'database' | 'druid' | 'objectStore'> & { owner: string; watchIntervalMs: number }
  await endCanceled(ingestion, needs, signal)
  return done
}

const cases: readonly [what: string, given: Case, done: readonly string[]][] = [
  ['never submitted', { taskId: null, before: null }, ['ended']],
  ['a task that runs', { task: 'RUNNING' }, ['shut down task', 'looks again']],
  ['a task that ended a moment ago', { task: 'FAILED', canceledMsAgo: 100 }, ['looks again']],
  ['a task that Druid never knew', { task: null }, ['ended']],
  ['a task that published nothing', { task: 'FAILED', before: ['a'], used: ['a'] }, ['ended']],
  ['rows published beside others', { before: ['a'], used: ['a', 'b'] }, ['unused b', 'took back']],
  [
    'rows published in place of others',
    { mode: 'replace', before: ['a', 'c'], used: ['c', 'b'] },
    ['unused b', 'used a', 'took back a'],
  ],
  [
    'what was brought back a moment ago',
    { mode: 'replace', before: ['a'], used: ['a'], tookBack: { replaced: ['a'], at: Date.now() } },
    ['looks again'],
  ],
  [
    'what was brought back and taken out once more by others',
    { mode: 'replace', before: ['a', 'c'], used: ['c'], tookBack: { replaced: ['a'], at: 0 } },
    ['used a', 'took back a'],
  ],
  [
    'what was brought back and stayed, beside what was dropped since',
    { mode: 'replace', before: ['a', 'c'], used: ['a'], tookBack: { replaced: ['a'], at: 0 } },
    ['ended'],
  ],
  ['an append whose neighbours were compacted meanwhile', { before: ['a'], used: ['b'] }, ['ended, rows kept']],
  [
    'copies in the store',
    { taskId: null, before: null, copies: ['part-00000.json.zst'] },
    ['removed processed/sales/upload/run/part-00000.json.zst', 'ended'],
  ],
  [
    'rows that were set aside',
    {
      taskId: null,
      before: null,
      copies: ['rejected-rows.csv'],
      rejectedRowsKey: 'processed/sales/upload/run/rejected-rows.csv',
    },
    ['ended'],
  ],
]
for (const [what, given, done] of cases)
  t.test(`ends a canceled run: ${what}`, async (t) => {
    t.same(await end(given), done)
  })
