import { ProductError } from '@nemeton/contract'
import t from 'tap'
import { followTask } from '../../../src/features/ingestions/follow.ts'
import type { Ports, TaskReport, TaskStatus } from '../../../src/ports/ports.ts'
import { stored } from './stored.ts'

const { signal } = new AbortController()
const late = new ProductError('druid_unavailable', 'Druid has no report of this task yet.')
const report = (processed: number, more: Partial<TaskReport> = {}): TaskReport => ({
  raw: { processed },
  processed,
  processedBytes: processed * 30,
  processedWithError: 0,
  unparseable: 0,
  thrownAway: 0,
  firstError: null,
  errorMessage: null,
  phase: null,
  ...more,
})

interface Druid {
  readonly task: Partial<TaskStatus> | null
  readonly report?: TaskReport | null | Error
  readonly log?: string | null | Error
  readonly slots?: { used: number; total: number }
  readonly running?: readonly string[]
}

const needs = ({ task, report: told = null, log = null, slots = { used: 4, total: 4 }, running = [] }: Druid) => ({
  watchIntervalMs: 250,
  druid: {
    taskStatus: async () =>
      task && {
        id: 'a-task',
        state: 'RUNNING',
        runner: 'RUNNING',
        errorMessage: null,
        durationMs: null,
        raw: { id: 'a-task' },
        ...task,
      },
    taskReport: async () => {
      if (told instanceof Error) throw told
      return told
    },
    taskLogTail: async () => {
      if (log instanceof Error) throw log
      return log
    },
    taskSlots: async () => slots,
    runningTasks: async () => running,
  } as unknown as Ports['druid'],
})
const follow = (from: ReturnType<typeof stored>, druid: Druid) => followTask(from, needs(druid), signal)

t.test('a running task tells rows, bytes, pace and what remains', async (t) => {
  const patch = await follow(stored('running', 2000), { task: {}, report: report(4) })
  t.match(patch, { status: 'running', waitMs: 250, facts: { processed: 4, processedBytes: 120 } })
  const { rowsPerSecond, etaMs } = patch.facts ?? {}
  t.ok(rowsPerSecond && rowsPerSecond > 1 && rowsPerSecond <= 2, `${rowsPerSecond}`)
  t.ok(etaMs && etaMs >= 3000 && etaMs < 6000, `${etaMs}`)
  t.match(await follow(stored('running', 2000, { processed: 10 }), { task: {}, report: report(10) }), {
    facts: { etaMs: null },
  })
  t.same(
    await follow(stored('running', 2000), { task: {}, report: late }),
    { status: 'running', waitMs: 250 },
    'a report that is away is no failure',
  )
})

const since = '2026-01-01T00:00:00.000Z'
const waits: readonly [what: string, druid: Druid, kind: string | undefined, message: RegExp][] = [
  ['a slot', { task: { runner: 'PENDING' } }, 'slot', /4 of Druid's 4 task slots/],
  ['a worker', { task: { runner: 'PENDING' }, slots: { used: 0, total: 0 } }, 'worker', /no worker/],
  ['a lock', { task: { runner: 'WAITING' }, running: ['a-task', 'other'] }, 'lock', /The task other holds/],
  ['a lock of nobody that is known', { task: { runner: 'WAITING' } }, 'lock', /Another task holds/],
]
for (const [what, druid, kind, message] of waits)
  t.test(`a task that waits for ${what} says so, once that lasts`, async (t) => {
    t.same(await follow(stored('waiting', 100), druid), { waitMs: 250 })
    const patch = await follow(stored('waiting', 10_000), druid)
    t.match(patch, { facts: { waitingFor: { kind, message } }, status: undefined, error: undefined })
    const { waitingFor } = patch.facts ?? {}
    if (!waitingFor) throw new Error('it waits')
    const known = { waitingFor: { ...waitingFor, since } }
    t.same(await follow(stored('waiting', 10_000, known), druid), { waitMs: 250 }, 'the same is no change')
    const other = { waitingFor: { ...waitingFor, message: 'before', since } }
    t.equal((await follow(stored('waiting', 10_000, other), druid)).facts?.waitingFor?.since, since)
  })

t.test('a task that has run and hands over its result neither waits nor goes back', async (t) => {
  t.same(await follow(stored('running', 10_000), { task: { runner: 'PENDING' } }), { waitMs: 250 })
})

t.test('of a task that has ended all that Druid knows is kept, success or not', async (t) => {
  const log = `${Array.from({ length: 1200 }, (_, n) => `line ${n}`).join('\n')}\n`
  const done = await follow(stored('running', 0), { task: { state: 'SUCCESS' }, report: report(10), log })
  t.match(done, {
    status: 'publishing',
    report: { processed: 10 },
    taskStatus: { id: 'a-task' },
    facts: { processed: 10 },
  })
  t.equal(done.logTail?.split('\n').length, 1000)
  t.match(done.logTail, /^line 200\n[\s\S]*line 1199$/)
  const failed = await follow(stored('running', 0), {
    task: { state: 'FAILED', errorMessage: 'No space left on device' },
    log,
  })
  t.match(failed, { status: 'failed', error: { code: 'disk_full' }, report: null, taskStatus: { id: 'a-task' } })
  t.equal(failed.logTail, done.logTail)
})

t.test('a report that is on its way is waited for, not for ever; a log that cannot be had is none', async (t) => {
  const druid = { task: { state: 'SUCCESS' as const }, report: late, log: late }
  const first = await follow(stored('running', 0), druid)
  t.match(first, { waitMs: 250, facts: { endSeenAt: Number }, status: undefined })
  t.same(
    await follow(stored('running', 0, { endSeenAt: Date.now() - 5000 }), druid).then(({ status }) => status),
    undefined,
  )
  const given = await follow(stored('running', 0, { endSeenAt: Date.now() - 70_000 }), druid)
  t.match(given, { status: 'publishing', report: null, logTail: null })
})

t.test('a success that has read no row is a failure that says why', async (t) => {
  const told = report(0, { unparseable: 10, firstError: 'Timestamp[soon] is unparseable!' })
  const patch = await follow(stored('running', 0), { task: { state: 'SUCCESS' }, report: told })
  t.match(patch, { status: 'failed', error: { code: 'unparseable_rows', message: /one of the 10 rows/, raw: /soon/ } })
})

t.test('a task that Druid has forgotten is said to be that', async (t) => {
  await t.rejects(follow(stored('running', 0), { task: null }), { code: 'task_forgotten' })
})
