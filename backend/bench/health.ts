import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Diagnostics } from '@nemeton/contract'
import pg from 'pg'
import { ask } from './child.ts'
import { type CountingProxy, countingProxy } from './counting-proxy.ts'
import { atMost, type Figure, noted, same } from './figure.ts'
import { freePort } from './free-port.ts'
import type { Ground } from './ground.ts'
import type { Asked } from './health-client.ts'

/** What looking after Druid costs it and the service, and how health is answered while Druid is away. */
const watchedMs = 40_000
const periodMs = 10_000
/** What a process has just started does on top. */
const settleMs = 20_000
const lookers = 50
const perSecond = 200
const database = 'bench_health'
/** Linux counts a process's time in hundredths of a second. */
const tickMs = 10

interface Watched {
  readonly callsAPeriod: number
  readonly cpuShare: number
}

interface Service {
  readonly url: string
  readonly pid: number
  end(): Promise<void>
}

export async function health(ground: Ground): Promise<readonly Figure[]> {
  await statement(ground, `CREATE DATABASE ${database}`)
  const router = await countingProxy(ground.router)
  const broker = await countingProxy(ground.broker)
  const proxies = [router, broker]
  const start = (period: number) =>
    startService(ground, { DRUID_URL: router.url, DRUID_BROKER_URL: broker.url, HEALTH_PERIOD_MS: String(period) })
  try {
    const still = await start(600_000)
    await sleep(settleMs)
    const idle = await watch(still, proxies, 0).finally(still.end)
    const service = await start(periodMs)
    try {
      const one = await watch(service, proxies, 1)
      const many = await watch(service, proxies, lookers)
      const alone = await watch(service, proxies, 0)
      await Promise.all(proxies.map((proxy) => proxy.stop()))
      // The service has noticed by then that Druid is away.
      await sleep(periodMs)
      const asked = await ask<Asked>('health-client.ts', [service.url, String(perSecond), '20'])
      return [
        atMost('health: calls at Druid a period with one looker', one.callsAPeriod, 10, '', 1),
        atMost(`health: calls at Druid a period with ${lookers} lookers`, many.callsAPeriod, 10, '', 1),
        noted('health: the service without collection, of one core', `${(idle.cpuShare * 100).toFixed(2)} %`),
        noted('health: the service with collection, of one core', `${(alone.cpuShare * 100).toFixed(2)} %`),
        atMost('health: collection, of one core', (alone.cpuShare - idle.cpuShare) * 100, 1, '%', 2),
        noted(
          `health: answers at ${perSecond} a second without Druid`,
          `${asked.count}, p50 ${asked.p50.toFixed(1)} ms, worst ${asked.worst.toFixed(1)} ms`,
        ),
        same('health: of them that failed', asked.failed, 0),
        atMost(`health: p99 at ${perSecond} a second without Druid`, asked.p99, 10, 'ms', 1),
      ]
    } finally {
      await service.end()
    }
  } finally {
    for (const proxy of proxies) await proxy.stop().catch(() => {})
    await statement(ground, `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`)
  }
}

/** Calls at Druid and time of the processor while so many people look once a second each. */
async function watch({ url, pid }: Service, proxies: readonly CountingProxy[], people: number): Promise<Watched> {
  // Past the first looks, which learn the versions of servers.
  await sleep(1.5 * periodMs)
  const counts = proxies.map(({ seen }) => seen.length)
  const cpu = cpuMs(pid)
  const begun = performance.now()
  const reported = new Map<string, number>()
  while (performance.now() - begun < watchedMs) {
    const answers = await Promise.all(Array.from({ length: people }, () => diagnostics(url)))
    for (const { checkedAt, collection } of answers)
      if (checkedAt !== null) reported.set(checkedAt, collection.druidCalls ?? 0)
    await sleep(1000)
  }
  const elapsed = performance.now() - begun
  const seen = proxies.flatMap(({ seen }, at) => seen.slice(counts[at]))
  const looks = seen.filter(({ what }) => what.endsWith('/druid/coordinator/v1/rules')).map(({ at }) => at)
  // From one look to the next: how many fall into the time that was watched is chance.
  const everyMs = ((looks.at(-1) ?? 0) - (looks[0] ?? 0)) / Math.max(1, looks.length - 1)
  const calls = [...reported.values()].reduce((sum, each) => sum + each, 0) / Math.max(1, reported.size)
  // A look reports what it asks, servers that it asks themselves among it; beside it only `/status` is asked.
  const beside = seen.filter(({ what }) => what === 'GET /status').length - looks.length
  const callsAPeriod = (calls / everyMs + beside / elapsed) * periodMs
  return { callsAPeriod, cpuShare: (cpuMs(pid) - cpu) / elapsed }
}

async function diagnostics(url: string): Promise<Diagnostics> {
  const { data } = (await (await fetch(`${url}/api/v1/diagnostics`)).json()) as { data: Diagnostics }
  return data
}

/** User and system time of a process so far. */
function cpuMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) * tickMs
}

async function statement({ env }: Ground, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: env.DATABASE_URL })
  await client.connect()
  try {
    await client.query(text)
  } finally {
    await client.end()
  }
}

/** A service with a database of its own, so that it looks itself. */
async function startService(ground: Ground, env: Readonly<Record<string, string>>): Promise<Service> {
  const port = await freePort()
  const spool = await mkdtemp(join(tmpdir(), 'nemeton-bench-health-'))
  const own = new URL(ground.env.DATABASE_URL ?? '')
  own.pathname = `/${database}`
  const child: ChildProcess = spawn(process.execPath, [join(import.meta.dirname, '../src/main.ts')], {
    stdio: 'ignore',
    env: {
      ...ground.env,
      PATH: process.env.PATH,
      NODE_OPTIONS: '',
      PORT: String(port),
      DATABASE_URL: own.href,
      SPOOL_DIR: spool,
      RATE_LIMIT_PER_MINUTE: '100000000',
      ...env,
    },
  })
  const url = `http://127.0.0.1:${port}`
  const end = async () => {
    child.kill('SIGTERM')
    if (child.exitCode === null) await once(child, 'close')
    await rm(spool, { recursive: true, force: true })
  }
  for (let left = 300; left > 0; left -= 1) {
    const isReady = await fetch(`${url}/api/v1/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    )
    if (isReady) return { url, pid: child.pid ?? 0, end }
    await sleep(100)
  }
  await end()
  throw new Error('the service did not become ready')
}
