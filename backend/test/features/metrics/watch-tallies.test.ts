import { ProductError } from '@nemeton/contract'
import pino from 'pino'
import t, { type Test } from 'tap'
import { watchTallies } from '../../../src/features/metrics/watch-tallies.ts'
import type { Database } from '../../../src/ports/database/database.ts'
import { until } from '../../live/until.ts'
import { newTelemetry } from '../../ports/telemetry/telemetry-app.ts'

const known = {
  ingestions: new Map([['failed', 2]]),
  uploads: new Map([['ready', { count: 3, bytes: 300 }]]),
  watcherLagMs: 1500,
}

function watching(
  t: Test,
  { periodMs, answers = () => true, now = Date.now }: { periodMs: number; answers?: () => boolean; now?: () => number },
) {
  const telemetry = newTelemetry()
  let asked = 0
  const read = async () => {
    asked += 1
    if (!answers()) throw new ProductError('database_unavailable', 'away')
    return known
  }
  const database = { tallies: { read } } as unknown as Database
  t.teardown(watchTallies({ database, telemetry, log: pino({ level: 'silent' }), periodMs, now }))
  const lines = async () =>
    (await telemetry.metrics.write('prometheus')).text
      .split('\n')
      .filter((line) => /^nemeton_(ingestions|uploads|watcher)/.test(line))
  return { lines, asked: () => asked }
}

t.test('shows every status, those with nothing in them too', async (t) => {
  const { lines } = watching(t, { periodMs: 60_000 })
  await until('it has looked', async () => (await lines()).length > 0)
  const found = await lines()
  t.ok(found.includes('nemeton_ingestions{status="failed"} 2'))
  t.ok(found.includes('nemeton_ingestions{status="running"} 0'))
  t.ok(found.includes('nemeton_uploads{status="ready"} 3'))
  t.ok(found.includes('nemeton_uploads_bytes{status="ready"} 300'))
  t.ok(found.includes('nemeton_watcher_lag_seconds 1.5'))
})

t.test('asks once a period, however many look', async (t) => {
  const { lines, asked } = watching(t, { periodMs: 60_000 })
  for (let n = 0; n < 100; n += 1) await lines()
  t.equal(asked(), 1)
})

t.test('shows nothing rather than what is old, and goes on once PostgreSQL answers again', async (t) => {
  let isThere = true
  let clock = 0
  const { lines } = watching(t, { periodMs: 5, answers: () => isThere, now: () => clock })
  await until('it has looked', async () => (await lines()).length > 0)
  isThere = false
  clock += 20
  t.ok((await lines()).length > 0, 'one that was missed is no matter')
  clock += 20
  t.same(await lines(), [])
  isThere = true
  await until('there are new ones', async () => (await lines()).length > 0)
})
