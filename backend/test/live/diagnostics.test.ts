import { setTimeout as sleep } from 'node:timers/promises'
import {
  type CheckResult,
  getCheckHistory,
  getDiagnostics,
  getDruidHealth,
  getReady,
  getTopology,
  listStateChanges,
  runDiagnostics,
} from '@nemeton/contract'
import t, { type Test } from 'tap'
import { listenForAlerts } from './alert-listener.ts'
import { shopTask, startWorker, submitTask } from './druid-tasks.ts'
import { asJson, exchange } from './exchange.ts'
import { salesCsv } from './sales.ts'
import { startSecondService } from './second-service.ts'
import { ask, call, load } from './service.ts'
import { part, stack } from './stack.ts'
import { forget, freshName, rows } from './tables.ts'
import { startTinyHistorical } from './tiny-historical.ts'
import { until } from './until.ts'

/** Milliseconds until a fault is named, and until it is well again. */
const soonMs = 30_000
const quietMs = 120_000
const datasource = freshName('health')
t.teardown(() => forget([datasource]))

const isBad = ({ severity }: CheckResult) => severity === 'warning' || severity === 'critical'
const look = async (check: string, baseUrl = stack.baseUrl): Promise<CheckResult> => {
  const found = (await ask(getDiagnostics, { baseUrl })).checks.find((each) => each.check === check)
  if (found === undefined) throw new Error(`there is no check ${check}`)
  return found
}
const allBad = async () => (await ask(getDiagnostics)).checks.filter(isBad)
const say = (checks: readonly CheckResult[]) => checks.map(({ check, sentence }) => `${check}: ${sentence}`)

interface Named {
  readonly severity?: 'warning' | 'critical'
  readonly says: RegExp
  readonly remedy: RegExp
  readonly subject?: RegExp
}

async function isNamed(t: Test, check: string, { severity = 'critical', says, remedy, subject }: Named): Promise<void> {
  const begun = Date.now()
  const found = await until(
    `${check} names it`,
    async () => {
      const result = await look(check)
      return result.severity === severity && says.test(result.sentence) && result
    },
    { withinMs: soonMs },
  ).catch(async (error: Error) => {
    t.fail(`${error.message}; it says: ${(await look(check)).severity} ${(await look(check)).sentence}`)
    throw error
  })
  t.comment(`note: ${check} named it after ${((Date.now() - begun) / 1000).toFixed(1)} s: ${found.sentence}`)
  t.match(found.remedy, remedy, `${check}: its remedy`)
  t.ok(found.evidence.facts.length > 0 && found.evidence.source !== '', `${check}: its evidence`)
  t.ok(found.firstSeen, `${check}: since when`)
  if (subject !== undefined)
    t.ok(
      found.subjects.some((each) => subject.test(each)),
      `${check}: whose it is`,
    )
}

async function isWell(t: Test, checks: readonly string[]): Promise<void> {
  const begun = Date.now()
  for (const check of checks) {
    const isSo = async () => {
      const result = await look(check)
      return !isBad(result) && result.severity !== 'unknown'
    }
    const withinMs = Math.max(1, begun + soonMs - Date.now())
    const well = await until(`${check} is well again`, isSo, { withinMs }).then(
      () => true,
      () => false,
    )
    t.ok(well, `${check} is well again: ${(await look(check)).sentence}`)
  }
  t.comment(`note: ${checks.join(', ')} well again after ${((Date.now() - begun) / 1000).toFixed(1)} s`)
}

/** What tests before these have broken counts for a while: tasks that failed, parts that came and went. */
const lasting = ['tasks-failing', 'druid-flapping', 'druid-leaders']

t.test('nothing is wrong with a stack at work for two minutes', async (t) => {
  // Services that other tests have killed are missed for an hour.
  await rows('DELETE FROM health_instances')
  const before = (await allBad()).map(({ check }) => check).filter((check) => lasting.includes(check))
  const bad = async () => (await allBad()).filter(({ check }) => !before.includes(check))
  await load({ filename: 'sales.csv', content: salesCsv }, datasource)
  await until('everything was looked at and nothing is wrong', async () => {
    const { checks } = await ask(getDiagnostics)
    const blind = checks.filter(({ severity, group }) => severity === 'unknown' && group !== 'queries')
    return checks.length > 0 && blind.length === 0 && (await bad()).length === 0
  })
  const end = Date.now() + quietMs
  const again = load({ filename: 'more.csv', content: salesCsv.replace(/\n$/, '\n\n') }, datasource)
  while (Date.now() < end) {
    const alarms = await bad()
    if (alarms.length > 0) t.same(say(alarms), [])
    await sleep(500)
  }
  await again.catch(() => {})
  t.same(say(await bad()), [], 'no alarm')
})

t.test('the topology names every part, and health of Druid comes from the same look', async (t) => {
  const { parts, checkedAt } = await ask(getTopology)
  t.ok(checkedAt)
  for (const role of [
    'service',
    'postgresql',
    'objectStore',
    'zookeeper',
    'coordinator',
    'overlord',
    'broker',
    'historical',
    'indexer',
    'router',
  ])
    t.match(
      parts.find((each) => each.role === role),
      { state: 'up' },
      role,
    )
  const druid = parts.filter(({ role }) => ['coordinator', 'broker', 'historical'].includes(role))
  for (const each of druid) t.match(each, { version: /^33/, startedAt: String }, each.name)
  t.match(
    parts.find(({ role }) => role === 'overlord'),
    { leader: true },
  )
  t.match(await ask(getDruidHealth), { state: 'up', taskSlots: { total: Number }, servers: Array })
})

t.test('a historical that was stopped', async (t) => {
  await part('stop', 'historical')
  try {
    await isNamed(t, 'druid-services', { says: /no historical/, remedy: /start it again/, subject: /^historical / })
    await isNamed(t, 'segments-unavailable', { says: new RegExp(datasource), remedy: /historical is gone/ })
    t.match(
      (await ask(getTopology)).parts.find(({ role }) => role === 'historical'),
      { state: 'down' },
    )
    t.equal((await call(getReady)).status, 200, 'it does not take the service out of rotation')
  } finally {
    await part('start', 'historical')
  }
  await isWell(t, ['druid-services', 'segments-unavailable'])
})

t.test('an indexer that was killed', async (t) => {
  await part('kill', 'indexer')
  try {
    await isNamed(t, 'druid-services', { says: /no worker/, remedy: /start it again/, subject: /^indexer / })
    await isNamed(t, 'task-slots', { says: /no slot/, remedy: /Start an indexer/ })
  } finally {
    await startWorker()
  }
  await isWell(t, ['druid-services', 'task-slots'])
})

t.test('an object store that is silent', async (t) => {
  await part('pause', 's3')
  try {
    await isNamed(t, 'object-store', { says: /did not answer within/, remedy: /S3_ENDPOINT/ })
    t.equal((await call(getReady)).status, 503)
    t.match(
      (await ask(getTopology)).parts.find(({ id }) => id === 'object-store'),
      { state: 'down' },
    )
  } finally {
    await part('resume', 's3')
  }
  await isWell(t, ['object-store'])
})

t.test('a PostgreSQL that is silent, of which is told afterwards', async (t) => {
  await part('pause', 'postgres')
  try {
    await isNamed(t, 'postgresql', { says: /does not answer/, remedy: /DATABASE_URL/ })
    t.equal((await call(getReady)).status, 503)
    const { items } = await ask(listStateChanges, { query: { kind: 'part' } })
    t.match(
      items.find(({ subject }) => subject === 'postgresql'),
      { to: 'down' },
      'told from memory meanwhile',
    )
  } finally {
    await part('resume', 'postgres')
  }
  await isWell(t, ['postgresql'])
  const written = await until('it is written down', async () => {
    const { items } = await ask(listStateChanges, { query: { kind: 'check' } })
    const of = items.filter(({ subject }) => subject === 'postgresql')
    return of.length >= 2 && of
  })
  t.match(written, [{ to: 'ok' }, { to: 'critical' }])
})

t.test('keys of the object store that are wrong', async (t) => {
  const second = await startSecondService({ S3_SECRET_ACCESS_KEY: 'wrong' }, { ready: false })
  try {
    const port = new RegExp(`:${new URL(second.baseUrl).port}$`)
    const remedy = /S3_SECRET_ACCESS_KEY/
    await isNamed(t, 'object-store', { says: /refused the call/, remedy, subject: port })
    const own = await until(
      'it says so itself',
      async () => {
        const result = await look('object-store', second.baseUrl)
        return result.severity === 'critical' && result
      },
      { withinMs: soonMs },
    )
    t.match(own.remedy, remedy)
    t.equal((await call(getReady, { baseUrl: second.baseUrl })).status, 503)
  } finally {
    second.signal('SIGTERM')
    await second.ended
    await second.remove()
  }
  await isWell(t, ['object-store', 'service-instances'])
})

t.test('a task that fails, until a later one goes well', async (t) => {
  const id = await submitTask(
    shopTask(datasource, { type: 's3', uris: [`s3://${stack.store.bucket}/uploads/not-there.csv`] }),
  )
  await isNamed(t, 'tasks-failing', {
    severity: 'warning',
    says: new RegExp(datasource),
    remedy: /log/,
    subject: new RegExp(id),
  })
  await submitTask(shopTask(datasource, { type: 'inline', data: 'time,shop\n2030-01-01T00:00:00Z,Nairobi' }))
  await isWell(t, ['tasks-failing'])
  const { items } = await ask(listStateChanges, { query: { kind: 'task' } })
  t.match(
    items.find(({ subject }) => subject === id),
    { to: 'failed', severity: 'warning' },
  )
})

t.test('a load rule that was dropped', async (t) => {
  const url = `${stack.druidUrl}/druid/coordinator/v1/rules/${datasource}`
  const nothing = [{ type: 'loadForever', tieredReplicants: {}, useDefaultTierForNull: false }]
  await exchange({ ...asJson(nothing), url })
  try {
    await isNamed(t, 'load-rules', {
      says: new RegExp(datasource),
      remedy: /load rule/,
      subject: new RegExp(datasource),
    })
  } finally {
    await exchange({ ...asJson([]), url })
  }
  await isWell(t, ['load-rules'])
})

t.test('a historical whose segment cache is full', async (t) => {
  const putBack = await startTinyHistorical(1000)
  try {
    await until('the tiny historical is there', async () => {
      const { servers } = await ask(getDruidHealth)
      return servers.some(({ role, maxBytes }) => role === 'historical' && maxBytes === 1000)
    })
    await isNamed(t, 'historicals-full', {
      says: /no historical has room|100 % full/i,
      remedy: /segment cache/,
      subject: /:\d+$/,
    })
  } finally {
    await putBack()
  }
  await isWell(t, ['historicals-full', 'druid-services', 'segments-unavailable'])
})

t.test('who asks for a look at the same time gets the same one', async (t) => {
  const all = await Promise.all(Array.from({ length: 20 }, () => ask(runDiagnostics)))
  t.equal(new Set(all.map(({ checkedAt }) => checkedAt)).size, 1)
  t.ok((all[0]?.collection.druidCalls ?? 99) <= 10, `${all[0]?.collection.druidCalls} calls`)
})

t.test('the history tells each stretch, and the changes go on by their cursor', async (t) => {
  const { periods } = await until('it is written', async () => {
    const found = await ask(getCheckHistory, { query: { check: 'druid-services' } })
    return found.periods.filter(({ severity }) => severity === 'critical').length >= 2 && found
  })
  for (const [at, period] of periods.entries())
    if (at > 0) t.ok(period.from >= (periods[at - 1]?.to ?? ''), 'one after the other')
  const first = await ask(listStateChanges, { query: { limit: 3 } })
  const next = await ask(listStateChanges, { query: { limit: 3, cursor: first.nextCursor ?? '' } })
  t.equal(new Set([...first.items, ...next.items].map(({ id }) => id)).size, 6)
  t.ok(Number(first.items[2]?.id) > Number(next.items[0]?.id), 'newest first')
})

t.test('an alarm is given once to a webhook by two instances, signed, until it is taken', async (t) => {
  const secret = 'a secret that nobody guesses'
  const listener = await listenForAlerts(secret, (before) => (before < 2 ? 500 : 200))
  const env = { ALERT_WEBHOOKS: listener.address, ALERT_WEBHOOK_SECRET: secret, HEALTH_PERIOD_MS: '2000' }
  await part('stop', 'nemeton')
  const services = await Promise.all([startSecondService(env), startSecondService(env)])
  const of = (type: string) =>
    listener.received.filter(({ body }) => body.type === type && body.data.check === 'task-slots')
  try {
    await part('stop', 'indexer')
    try {
      await until('it was taken', async () => of('check.bad').some(({ answered }) => answered === 200), {
        withinMs: 120_000,
      })
    } finally {
      await startWorker()
    }
    await until('that it is well was taken', async () => of('check.well').some(({ answered }) => answered === 200))
    // What would be given twice would come within a few looks.
    await sleep(8000)
    for (const type of ['check.bad', 'check.well']) {
      const given = of(type)
      t.same(
        given.map(({ answered }) => answered),
        [500, 500, 200],
        `${type}: tried again until it was taken`,
      )
      t.equal(new Set(given.map(({ id }) => id)).size, 1, `${type}: under one id`)
      t.ok(
        given.every(({ isSigned }) => isSigned),
        `${type}: signed`,
      )
    }
    t.match(of('check.bad')[0]?.body.data, { severity: 'critical', sentence: /no slot/ })
    const logs = services.map((service) => service.log()).join('')
    t.notMatch(logs, /not-to-be-told/, 'no address in the logs')
    t.notOk(logs.includes(secret), 'nor the secret')
  } finally {
    for (const service of services) {
      service.signal('SIGTERM')
      await service.ended
      await service.remove()
    }
    listener.close()
    await part('start', 'nemeton')
  }
})
