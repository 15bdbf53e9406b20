import { setTimeout as sleep } from 'node:timers/promises'
import { ask } from './child.ts'
import { atLeast, atMost, type Figure, median, noted } from './figure.ts'
import type { Ground } from './ground.ts'
import { changePlan, ingest, send, untilReady } from './loading.ts'
import { besideSlow } from './query-beside.ts'
import type { Job, Latencies, Rates } from './query-client.ts'
import { distinctBySketch } from './query-sketch.ts'
import { withUncached } from './uncached.ts'

/** POST /query of a service without a cache beside the SQL that it compiles, sent straight to the broker, where none is on. */
export const datasource = 'bench_query'
const loadedRows = Number(process.env.BENCH_QUERY_ROWS ?? 3_000_000)
const rounds = 75
const clients = 16
const endOf = '@end@'

const sales = { name: 'sales', kind: 'sum', column: 'amount' }
const top = (measure: string) => ({ measure, direction: 'descending' })
const days = {
  column: '__time',
  bucket: { granularity: 'P1D' },
  limit: 500,
  orderBy: { column: '__time', direction: 'ascending' },
}
/** What people ask first. */
const questions: Readonly<Record<string, object>> = {
  totals: { measures: [{ name: 'rows', kind: 'count' }, sales, { name: 'cost', kind: 'sum', column: 'cost' }] },
  'by day': { splits: [days], measures: [sales] },
  'top branches': { splits: [{ column: 'branch', orderBy: top('sales'), limit: 10 }], measures: [sales] },
  'product by day': {
    splits: [{ column: 'product', orderBy: top('sales'), limit: 10 }, days],
    measures: [sales],
  },
  'filtered, by person': {
    filter: { kind: 'values', column: 'branch', values: ['Nairobi'] },
    splits: [{ column: 'salesperson', orderBy: top('sales'), limit: 20 }],
    measures: [sales],
  },
  'distinct orders': { measures: [{ name: 'orders', kind: 'countDistinct', column: 'order_number' }] },
  'compared by week': {
    interval: '2024-01-15T00:00:00.000Z/2024-01-22T00:00:00.000Z',
    compare: { shift: 'P1W' },
    splits: [{ column: 'branch', orderBy: top('sales'), limit: 10 }],
    measures: [sales],
  },
  raw: { raw: { columns: ['__time', 'order_number', 'branch', 'product', 'amount'], limit: 100 } },
}

export async function query(ground: Ground): Promise<readonly Figure[]> {
  const { upload, rows } = await load(ground)
  const bodies = Object.values(questions).map((question) => ({
    datasource,
    interval: `2020-01-01T00:00:00.000Z/${endOf}`,
    timezone: 'Etc/UTC',
    ...question,
  }))
  const service = { url: `${ground.service}/api/v1/query`, bodies: bodies.map((body) => JSON.stringify(body)) }
  const broker = { url: `${ground.broker}/druid/v2/sql`, bodies: await compiled(ground, service.bodies), renews: false }
  const again = { again: { ...service, renews: false } }
  const client = <T>(job: Partial<Job>) =>
    ask<T>('query-client.ts', [JSON.stringify({ end: endOf, rounds, clients, seconds: 5, ...job })])
  const { latencies, rates } = await withUncached(ground, async (uncached) => {
    const targets = { broker, never: { url: `${uncached}/api/v1/query`, bodies: service.bodies, renews: false } }
    const latencies = await client<Latencies>({ kind: 'pairs', targets })
    return {
      latencies,
      rates: await client<Rates>({ kind: 'throughput', targets: { ...targets, ...again }, rounds: 4 }),
    }
  })
  const kept = await client<Latencies>({ kind: 'pairs', targets: again })
  const names = Object.keys(questions)
  const p50 = (found: Latencies, target: string) => (found[target] ?? []).map(median)
  const [direct, asked, repeated] = [p50(latencies, 'broker'), p50(latencies, 'never'), p50(kept, 'again')]
  // of two that were asked right after each other: the machine's own ups and downs are in both
  const over = names.map((_, at) =>
    median((latencies.never?.[at] ?? []).map((ms, round) => ms - (latencies.broker?.[at]?.[round] as number))),
  )
  const share = (target: string) =>
    median((rates[target] ?? []).map((rate, at) => rate / (rates.broker?.[at] as number)).slice(1))
  return [
    ...names.map((name, at) =>
      noted(
        `query: ${name}, broker and service`,
        `${direct[at]?.toFixed(1)} and ${asked[at]?.toFixed(1)} ms, over it ${over[at]?.toFixed(1)} ms; again ${repeated[at]?.toFixed(1)} ms`,
      ),
    ),
    atMost(
      'query: p50 over the broker, over max(3 ms, 5 %)',
      Math.max(...over.map((ms, at) => ms - Math.max(3, 0.05 * (direct[at] as number)))),
      0,
      'ms',
      2,
    ),
    atMost(
      'query: times the broker, geometric mean',
      geometric(asked.map((ms, at) => ms / (direct[at] as number))),
      1.05,
      '',
      3,
    ),
    atMost('query: p50 of a question that was asked before', Math.max(...repeated), 5, 'ms', 2),
    atMost(
      'query: times the broker when it was, geometric mean',
      geometric(repeated.map((ms, at) => ms / (direct[at] as number))),
      0.05,
      '',
      3,
    ),
    noted(`query: throughput of the broker, ${clients} clients`, `${median(rates.broker ?? []).toFixed(1)} /s`),
    atLeast('query: share of it without a cache', share('never'), 0.9, ''),
    atLeast('query: times it with repeated questions', share('again'), 20, '', 1),
    ...(await besideSlow(ground, datasource, (service.bodies[0] as string).replace(endOf, '2040-01-01T00:00:00.000Z'))),
    ...(await distinctBySketch(ground, { uploadId: upload.id, rows, plain: datasource })),
  ]
}

const geometric = (ratios: readonly number[]): number =>
  Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length)

/** What the service would send, as it says itself. */
export async function compiled({ service }: Ground, bodies: readonly string[]): Promise<readonly string[]> {
  const found: string[] = []
  for (const body of bodies) {
    const answer = await fetch(`${service}/api/v1/query?dryRun=true`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: body.replace(endOf, '2040-01-01T00:00:00.000Z'),
    })
    if (!answer.ok) throw new Error(`the service answered ${answer.status}: ${await answer.text()}`)
    const { data } = (await answer.json()) as { data: { sql: string; parameters: unknown; context: object } }
    const { sql, parameters, context } = data
    found.push(
      JSON.stringify({ query: sql, parameters, context, resultFormat: 'array', header: true, sqlTypesHeader: true }),
    )
  }
  return found
}

/** The page bench asks the same rows. */
export async function loadOnce(ground: Ground): Promise<void> {
  const answer = await fetch(`${ground.service}/api/v1/datasources/${datasource}`)
  const { data } = (await answer.json()) as { data: { rows: number } | null }
  if (data?.rows !== loadedRows) await load(ground)
}

async function load(ground: Ground) {
  const sent = await send(ground, loadedRows, [])
  await untilReady(ground, sent.upload.id)
  await ingest(ground, sent.upload.id, await changePlan(ground, sent.upload.id, { datasource, mode: 'overwrite' }))
  // The broker's own cache of columns may lag behind by a second.
  await sleep(3000)
  return sent
}
