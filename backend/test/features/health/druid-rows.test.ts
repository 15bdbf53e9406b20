import t from 'tap'
import { clockSkew } from '../../../src/features/health/collect/clock.ts'
import { segmentsSql, toSegments } from '../../../src/features/health/collect/segments.ts'
import { toServers } from '../../../src/features/health/collect/servers.ts'
import { tasksSql, toTasks } from '../../../src/features/health/collect/tasks.ts'

t.test('servers are read as any version tells of them', async (t) => {
  const old = {
    server: 'a:8083',
    server_type: 'HISTORICAL',
    is_leader: -(2 ** 63),
    curr_size: '5',
    max_size: 10,
    start_time: null,
  }
  const newer = {
    server: 'a:8081',
    server_type: 'overlord',
    is_leader: 1,
    current_size: 7,
    version: '37.0.0',
    start_time: '2026-06-01T00:00:00.000Z',
  }
  t.match(toServers([old, newer]), [
    {
      id: 'historical:a:8083',
      role: 'historical',
      leader: null,
      usedBytes: 5,
      mostBytes: 10,
      version: null,
      startedAt: null,
    },
    {
      id: 'overlord:a:8081',
      leader: true,
      usedBytes: 7,
      mostBytes: null,
      version: '37.0.0',
      startedAt: Date.UTC(2026, 5, 1),
    },
  ])
})

t.test('only columns that the version has are asked for', async (t) => {
  const old = new Set(['datasource', 'is_published', 'is_available', 'size', 'num_rows', 'num_replicas'])
  t.notMatch(segmentsSql(old), /replication_factor|is_overshadowed/)
  t.match(segmentsSql(null), /replication_factor/)
  t.match(segmentsSql(null), /is_overshadowed = 0/)
  t.notMatch(tasksSql(new Set(['task_id', 'status', 'created_time']), 0), /group_id|error_msg/)
})

t.test('sums of nothing are none', async (t) => {
  t.match(toSegments([{ datasource: 'a', segments: 3, excess: null, smallest: null }]), [
    { segments: 3, excess: 0, unavailable: 0, smallestUnavailable: null },
  ])
})

t.test('tasks have one of five states', async (t) => {
  const row = (status: string, runner: string) => ({
    task_id: 'x',
    status,
    runner_status: runner,
    created_time: '2026-06-01T00:00:00.000Z',
    duration: 1000,
    datasource: 'a',
    type: 'b',
  })
  const rows = [
    row('SUCCESS', 'NONE'),
    row('FAILED', 'NONE'),
    row('RUNNING', 'WAITING'),
    row('RUNNING', 'PENDING'),
    row('RUNNING', 'RUNNING'),
  ]
  const tasks = toTasks(rows)
  t.same(
    tasks.map(({ state }) => state),
    ['succeeded', 'failed', 'waiting', 'pending', 'running'],
  )
  t.equal(tasks[0]?.endedAt, Date.UTC(2026, 5, 1) + 1000)
  t.equal(tasks[4]?.endedAt, null)
})

t.test('a date header stands for the middle of its second', async (t) => {
  const at = Date.UTC(2026, 5, 1, 12)
  t.equal(clockSkew({ date: new Date(at).toUTCString(), asked: at + 400, answered: at + 600 }), 0)
  t.equal(clockSkew({ date: new Date(at + 60_000).toUTCString(), asked: at, answered: at }), 60_500)
  t.equal(clockSkew({ date: null, asked: at, answered: at }), null)
})
