import t from 'tap'
import { namedIn, orderTasks, toTask } from '../../../src/features/operations/tasks.ts'

const row = (task_id: string, more: Record<string, unknown> = {}) => ({
  task_id,
  group_id: task_id,
  type: 'index_parallel',
  datasource: 'sales',
  created_time: '2026-03-01T10:00:00.000Z',
  queue_insertion_time: '1970-01-01T00:00:00.000Z',
  status: 'RUNNING',
  runner_status: 'RUNNING',
  duration: -1,
  location: '127.0.0.1:8091',
  error_msg: null,
  ...more,
})

const states: readonly [status: string, runner: string | null, state: string][] = [
  ['RUNNING', 'RUNNING', 'running'],
  ['RUNNING', 'PENDING', 'pending'],
  ['RUNNING', 'WAITING', 'waiting'],
  ['RUNNING', 'NONE', 'waiting'],
  ['RUNNING', null, 'waiting'],
  ['SUCCESS', 'NONE', 'succeeded'],
  ['FAILED', 'NONE', 'failed'],
]
for (const [status, runner_status, state] of states)
  t.test(`${status} and ${runner_status} is ${state}`, async (t) => {
    t.equal(toTask(row('a', { status, runner_status }), new Map()).state, state)
  })

t.test('tells a task in the words of the contract', async (t) => {
  t.same(toTask(row('a'), new Map([['a', 'run']])), {
    id: 'a',
    type: 'index_parallel',
    datasource: 'sales',
    state: 'running',
    createdAt: '2026-03-01T10:00:00.000Z',
    durationMs: null,
    location: '127.0.0.1:8091',
    error: null,
    ingestionId: 'run',
  })
})

t.test('a part of a task is of the same ingestion, one from elsewhere of none', async (t) => {
  const ingestions = new Map([['whole', 'run']])
  t.equal(toTask(row('part', { group_id: 'whole' }), ingestions).ingestionId, 'run')
  t.equal(toTask(row('other'), ingestions).ingestionId, null)
})

t.test('takes what another version of Druid leaves out', async (t) => {
  t.match(toTask({ task_id: 'a', status: 'FAILED', location: '' }, new Map()), {
    state: 'failed',
    type: 'unknown',
    createdAt: null,
    durationMs: null,
    location: null,
    error: null,
  })
})

t.test('running first, then pending, then waiting, oldest first; then the last that ended', async (t) => {
  const at = (minute: number) => `2026-03-01T10:0${minute}:00.000Z`
  const over = { status: 'SUCCESS', runner_status: 'NONE' }
  const rows = [
    row('early, long', { ...over, created_time: at(0), duration: 500_000 }),
    row('late, short', { ...over, created_time: at(5), duration: 1000 }),
    row('waiting', { runner_status: 'WAITING', created_time: at(1) }),
    row('pending', { runner_status: 'PENDING', created_time: at(2) }),
    row('newer', { created_time: at(4) }),
    row('older', { created_time: at(3) }),
  ]
  t.same(
    orderTasks(rows).map(({ task_id }) => task_id),
    ['older', 'newer', 'pending', 'waiting', 'early, long', 'late, short'],
  )
})

t.test('shows fifty that ended, and all that are open', async (t) => {
  const many = Array.from({ length: 80 }, (_, n) => [row(`open ${n}`), row(`over ${n}`, { status: 'SUCCESS' })]).flat()
  const shown = orderTasks(many)
  t.equal(shown.filter(({ status }) => status === 'RUNNING').length, 80)
  t.equal(shown.length, 130)
})

t.test('finds an ingestion in the name of its task alone', async (t) => {
  const id = '31f183f9-20ed-4ee4-bad5-9022c0e10968'
  t.same([...namedIn([`nemeton_my_sales_${id}`, 'nemeton_sales_1', `other_${id}`])], [[`nemeton_my_sales_${id}`, id]])
})
