import pino from 'pino'
import t from 'tap'
import { createDatabase, createPool } from '../../src/ports/database/postgres.ts'
import { stack } from './stack.ts'
import { rows } from './tables.ts'

/** A database of its own: in the stack's the service watches. */
const name = `health_${process.pid}`
await rows(`CREATE DATABASE ${name}`)
const url = new URL(stack.databaseUrl)
url.pathname = `/${name}`
const pool = createPool({ connectionString: url.href, size: 4, log: pino({ enabled: false }) })
const database = createDatabase(pool)
const { health } = database
t.before(async () => {
  await database.migrate(AbortSignal.timeout(30_000), () => {})
})
t.teardown(async () => {
  await database.close()
  await rows(`DROP DATABASE ${name} WITH (FORCE)`)
})

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

t.test('one instance leads until it leaves or its lease has run out', async (t) => {
  t.equal(await health.lead('one', minute), true)
  t.equal(await health.lead('one', minute), true, 'it goes on')
  t.equal(await health.lead('two', minute), false)
  await health.leave('one')
  t.equal(await health.lead('two', -1), true)
  t.equal(await health.lead('one', minute), true, 'the lease of the other had run out')
  t.equal(await health.writeSnapshot('two', '{}'), false, 'who leads no more writes nothing')
  t.equal(await health.writeSnapshot('one', '{"a":1}'), true)
  t.match(await health.snapshot(), { snapshot: { a: 1 }, at: Date })
})

t.test('instances give signs of life, and one that leaves is gone', async (t) => {
  await health.beat('one', '{"a":1}')
  await health.beat('one', '{"a":2}')
  await health.beat('two', '{}')
  t.match(await health.instances(hour), [{ id: 'one', facts: { a: 2 }, seenAt: Date }, { id: 'two' }])
  await health.leave('two')
  t.match(await health.instances(hour), [{ id: 'one' }])
  t.same(await health.instances(-hour), [])
})

t.test('it tells of itself', async (t) => {
  t.match(await database.facts(), {
    version: String,
    latencyMs: Number,
    bytes: Number,
    migration: { applied: /^00\d\d-/, newest: /^00\d\d-/ },
    connections: { most: Number },
  })
  t.ok(Math.abs((await database.facts()).skewMs) < 2000)
  t.same(await health.standingRuns(), [])
  t.same(await health.droppedDatasources(), [])
  await health.forgetInstances()
  t.equal((await health.instances(hour)).length, 1)
})

const change = (at: number, more: object = {}) => ({
  at: new Date(at).toISOString(),
  kind: 'check' as const,
  subject: 'sample',
  severity: 'critical' as const,
  from: 'ok',
  to: 'critical',
  sentence: 'It is.',
  ...more,
})

t.test('a change that several instances saw is told once', async (t) => {
  const now = Date.now()
  await health.addChanges([change(now), change(now + 1000, { subject: 'other' })])
  await health.addChanges([change(now + 20_000), change(now + 20_000, { from: 'critical', to: 'ok' })])
  await health.addChanges([change(now + 5 * minute)])
  const { items } = await health.changes({ limit: 50 })
  t.same(
    items.map(({ subject, to }) => `${subject} ${to}`),
    ['sample critical', 'sample ok', 'other critical', 'sample critical'],
  )
  const first = await health.changes({ limit: 3 })
  t.match(await health.changes({ limit: 3, cursor: first.nextCursor ?? '' }), {
    items: [{ subject: 'sample' }],
    nextCursor: null,
  })
  t.same((await health.changes({ limit: 3, kind: 'task' })).items, [])
  await t.rejects(health.changes({ limit: 3, cursor: 'x' }), { code: 'invalid_request' })
})

t.test('stretches become hours and hours days, by the worst in them', async (t) => {
  const now = Date.now()
  const old = Math.floor((now - 3 * day) / hour) * hour
  const stretch = (from: number, to: number, severity: 'ok' | 'critical') => ({
    check: 'sample',
    from,
    to,
    severity,
    sentence: severity,
  })
  await health.keepStretches([
    stretch(old, old + 90 * minute, 'ok'),
    stretch(old + 90 * minute, old + 95 * minute, 'critical'),
    stretch(old + 95 * minute, old + 5 * hour, 'ok'),
    stretch(now - hour, now, 'ok'),
  ])
  await health.keepStretches([stretch(now - hour, now + minute, 'ok')])
  await health.coarsenPeriods()
  await health.coarsenPeriods()
  const periods = await health.periods('sample', new Date(old - day), new Date(now + hour), 100)
  t.same(
    periods.map(({ from, to, severity }) => [
      (from.getTime() - old) / hour,
      (to.getTime() - from.getTime()) / minute,
      severity,
    ]),
    [
      [0, 60, 'ok'],
      [1, 60, 'critical'],
      [2, 60, 'ok'],
      [3, 60, 'ok'],
      [4, 60, 'ok'],
      [(now - hour - old) / hour, 61, 'ok'],
    ],
  )
  await (
    await pool.connect().then(async (client) => {
      await client.query(
        `UPDATE health_periods SET from_at = from_at - interval '60 days', to_at = to_at - interval '60 days' WHERE level = 'hour'`,
      )
      return client
    })
  ).release()
  await health.coarsenPeriods()
  const days = await health.periods('sample', new Date(old - 90 * day), new Date(old), 100)
  t.ok(days.length === 1 || days.length === 2, 'five hours are one day, or two over midnight')
  t.ok(days.some(({ severity }) => severity === 'critical'))
  t.equal((days[0]?.to.getTime() ?? 0) - (days[0]?.from.getTime() ?? 0), day)
})

t.test('a stretch that goes on over the edge of a day is not counted twice', async (t) => {
  const now = Date.now()
  const check = 'long'
  await health.keepStretches([{ check, from: now - 2 * day, to: now, severity: 'warning', sentence: 'Long.' }])
  await health.coarsenPeriods()
  const periods = await health.periods(check, new Date(now - 3 * day), new Date(now + hour), 100)
  for (const [at, period] of periods.entries())
    if (at > 0) t.ok(period.from.getTime() >= (periods[at - 1]?.to.getTime() ?? 0), 'one after the other')
  t.equal(periods.at(-1)?.to.getTime(), now)
})

t.test('a delivery is taken by one at a time, and again when it is due', async (t) => {
  const message = { id: 'msg_1', target: 'a', body: '{}' }
  await health.addDeliveries([message, { ...message, target: 'b' }])
  await health.addDeliveries([{ ...message, body: '{"another":1}' }])
  const taken = await Promise.all([health.takeDeliveries(['a'], minute, 10), health.takeDeliveries(['a'], minute, 10)])
  t.same(taken.flat(), [{ ...message, attempts: 0 }])
  await health.settleDelivery(message, -1)
  t.match(await health.takeDeliveries(['a'], minute, 10), [{ attempts: 1 }])
  await health.settleDelivery(message, 'delivered')
  t.same(await health.takeDeliveries(['a'], minute, 10), [])
  t.match(await health.takeDeliveries(['b'], minute, 10), [{ target: 'b' }])
  t.same(await health.takeDeliveries([], minute, 10), [])
})
