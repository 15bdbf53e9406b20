import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { ask, start } from './child.ts'
import { atLeast, atMost, type Figure, noted, same } from './figure.ts'
import type { Ground } from './ground.ts'
import { ownResidentMib } from './memory.ts'
import type { Sent } from './sender.ts'
import type { Opened, Watched } from './watchers-client.ts'

/** Many people watch one running ingestion: what that takes, beside one person who watches it. */
const watchers = 500
const seconds = 10
const rows = 5_000_000
const runsWithinMs = 300_000
/** PostgreSQL hands over a connection's counts once a second. */
const settleMs = 1500

interface Ingestion {
  readonly status: string
  readonly read: { readonly rows: number } | null
  readonly error: { readonly message: string } | null
}

interface Crowd {
  readonly pollsPerSecond: number
  readonly readsPerSecond: number
  readonly watched: Watched
  readonly peakMib: number
}

export async function watchersOfOne(ground: Ground): Promise<readonly Figure[]> {
  await ground.renewService()
  const id = await begin(ground)
  const url = `${ground.service}/api/v1/ingestions/${id}/events`
  const one = await crowd(ground, url, 1)
  const before = ownResidentMib(ground.servicePid())
  const many = await crowd(ground, url, watchers)
  const { status } = await found(ground, id)
  await fetch(`${ground.service}/api/v1/ingestions/${id}/cancel`, { method: 'POST' })
  const { events } = many.watched
  // The last may be on its way still.
  const whole = events.slice(0, -1)
  return [
    noted('watchers: the ingestion while it was watched', status),
    atLeast(`watchers: events while ${watchers} watched`, whole.length, 5, '', 0),
    same(
      'watchers: of them that missed an event',
      whole.filter(({ arrivals }) => arrivals.length !== watchers).length,
      0,
    ),
    noted('watchers: polls of Druid with one', `${one.pollsPerSecond.toFixed(1)} /s`),
    atMost(
      `watchers: polls of Druid with ${watchers}, times those with one`,
      many.pollsPerSecond / one.pollsPerSecond,
      1.5,
      '',
      2,
    ),
    noted('watchers: reads of the table with one', `${one.readsPerSecond.toFixed(1)} /s`),
    atMost(
      `watchers: reads of the table with ${watchers}, times those with one`,
      many.readsPerSecond / one.readsPerSecond,
      1.5,
      '',
      2,
    ),
    atMost('watchers: from the poll to every watcher, 95 of 100', p95(delays(ground, many.watched)), 250, 'ms'),
    atMost(`watchers: memory gained with ${watchers}`, many.peakMib - before, 50, 'MiB'),
  ]
}

/** An ingestion that runs for longer than it is looked at. */
async function begin(ground: Ground): Promise<string> {
  const fields = ['datasource=bench_watchers', 'mode=overwrite', 'ingest=true']
  const sent = await ask<Sent>('sender.ts', [`${ground.service}/api/v1/uploads`, 'rows', String(rows), ...fields])
  if (sent.status !== 201) throw new Error(`the service answered ${sent.status}: ${sent.answer}`)
  const { ingestionId } = (JSON.parse(sent.answer) as { data: { ingestionId: string } }).data
  const until = Date.now() + runsWithinMs
  for (;;) {
    const { status, read, error } = await found(ground, ingestionId)
    if (status === 'running' && read !== null) return ingestionId
    if (error !== null) throw new Error(error.message)
    if (Date.now() > until) throw new Error(`it does not run: ${status}`)
    await sleep(100)
  }
}

async function found({ service }: Ground, id: string): Promise<Ingestion> {
  const { data } = (await (await fetch(`${service}/api/v1/ingestions/${id}`)).json()) as { data: Ingestion | null }
  return data ?? { status: 'queued', read: null, error: null }
}

async function crowd(ground: Ground, url: string, count: number): Promise<Crowd> {
  const client = start('watchers-client.ts', [url, String(count), String(seconds)])
  const memory: number[] = []
  const timer = setInterval(() => memory.push(ownResidentMib(ground.servicePid())), 50)
  try {
    const { at: from } = await client.say<Opened>()
    const readsBefore = await tableReads(ground)
    const watched = await client.say<Watched>()
    const reads = (await tableReads(ground)) - readsBefore
    const polls = pollsOf(ground).filter(({ at }) => at >= from && at <= watched.at).length
    const elapsed = (watched.at - from) / 1000
    return {
      pollsPerSecond: polls / elapsed,
      readsPerSecond: reads / elapsed,
      watched,
      peakMib: Math.max(...memory),
    }
  } finally {
    clearInterval(timer)
  }
}

/** How often PostgreSQL has looked into the table of ingestions. */
async function tableReads({ env }: Ground): Promise<number> {
  await sleep(settleMs)
  const client = new pg.Client({ connectionString: env.DATABASE_URL })
  await client.connect()
  try {
    const { rows: found } = await client.query<{ reads: string }>(
      `SELECT seq_scan + idx_scan AS reads FROM pg_stat_user_tables WHERE relname = 'ingestion_tasks'`,
    )
    return Number(found[0]?.reads)
  } finally {
    await client.end()
  }
}

const pollsOf = ({ pollsFile }: Ground): { at: number; what: string }[] =>
  readFileSync(pollsFile, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' '))
    .map(([at, what = '']) => ({ at: Number(at), what }))

/** From the answer of Druid that an event tells of, its task's status, to each watcher. */
function delays(ground: Ground, { events }: Watched): number[] {
  const polls = pollsOf(ground).filter(({ what }) => what === 'status')
  return events.flatMap(({ changedAt, arrivals }) => {
    const poll = polls.findLast(({ at }) => at <= changedAt + 1)
    return poll === undefined ? [] : arrivals.map((at) => at - poll.at)
  })
}

function p95(values: readonly number[]): number {
  if (values.length === 0) throw new Error('no event was measured')
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] as number
}
