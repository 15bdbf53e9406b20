import { setTimeout as sleep } from 'node:timers/promises'
import { ask } from './child.ts'
import { atLeast, atMost, type Figure, median, noted, same } from './figure.ts'
import type { Ground } from './ground.ts'
import { residentMib, watchMemory } from './memory.ts'
import type { Sent } from './sender.ts'
import type { Job, Latencies, Rates, Streamed } from './sql-client.ts'
import { longestTurn } from './turns.ts'

/** POST /sql beside Druid itself: the broker, which answers in the end, and the router for comparison. */
const datasource = 'bench'
const loadedRows = 100_000
const queryableWithinMs = 300_000
/** Next to nothing for Druid to do: what is measured is the way there and back. */
const trivial = [
  `SELECT COUNT(*) AS "rows" FROM "${datasource}"`,
  `SELECT "branch", SUM("amount") AS "sales" FROM "${datasource}" GROUP BY 1 ORDER BY 2 DESC LIMIT 5`,
  `SELECT "__time", "product", "amount" FROM "${datasource}" LIMIT 20`,
]
/** What a dashboard asks: totals, a course, top values, two splits, a filter, distinct values, a comparison, rows. */
const typical = [
  `SELECT COUNT(*) AS "rows", SUM("amount") AS "sales", SUM("cost") AS "cost", SUM("quantity") AS "items" FROM "${datasource}"`,
  `SELECT TIME_FLOOR("__time", 'PT1H') AS "hour", SUM("amount") AS "sales" FROM "${datasource}" GROUP BY 1 ORDER BY 1`,
  `SELECT "branch", SUM("amount") AS "sales" FROM "${datasource}" GROUP BY 1 ORDER BY 2 DESC LIMIT 10`,
  `SELECT "branch", TIME_FLOOR("__time", 'PT1H') AS "hour", SUM("amount") AS "sales" FROM "${datasource}" GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 50`,
  `SELECT "salesperson", SUM("amount") AS "sales" FROM "${datasource}" WHERE "branch" = 'Nairobi' GROUP BY 1 ORDER BY 2 DESC LIMIT 10`,
  `SELECT APPROX_COUNT_DISTINCT("product") AS "products" FROM "${datasource}"`,
  `SELECT SUM("amount") FILTER (WHERE "channel" = 'online') AS "online", SUM("amount") FILTER (WHERE "channel" <> 'online') AS "other" FROM "${datasource}"`,
  `SELECT "__time", "order_number", "branch", "product", "salesperson", "amount" FROM "${datasource}" LIMIT 100`,
]
const repeats = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
const everything = `SELECT "__time", "order_number", "branch", "product", "salesperson", "channel", "quantity", "amount", "cost" FROM "${datasource}"`
/** Ten times the rows without loading them. */
const tenfold = `${everything} CROSS JOIN (VALUES ${repeats.map((n) => `(${n})`).join(', ')}) AS "repeats"("n")`

const clients = 16
/** Both sides compile what runs hot: the first rounds measure that. */
const warmUpRounds = 2
const mostOverheadMs = 2
const leastShare = 0.8
/** The young generation at its largest, and what one connection holds; a result that was kept would be 150. */
const mostGrowthMib = 60

export async function sql(ground: Ground): Promise<readonly Figure[]> {
  await load(ground)
  const targets = {
    broker: `${ground.broker}/druid/v2/sql`,
    service: `${ground.service}/api/v1/sql`,
    router: `${ground.router}/druid/v2/sql`,
  }
  const client = <T>(job: Job) => ask<T>('sql-client.ts', [JSON.stringify(job)])
  await client({ kind: 'pairs', targets, queries: [...trivial, ...typical], rounds: 50 })
  const since = Date.now()
  const latencies = await client<Latencies>({ kind: 'pairs', targets, queries: trivial, rounds: 200 })
  const crowd = (queries: readonly string[]) =>
    client<Rates>({ kind: 'throughput', targets, queries, clients, seconds: 5, rounds: warmUpRounds + 4 })
  const rates = await crowd(typical)
  const trivialRates = await crowd(trivial)

  const turnWhileAsked = longestTurn(ground.turnsFile, since)
  await ground.renewService()
  const renewed = Date.now()
  const small = () => stream(ground, everything)
  await small()
  const [few, many] = [await small(), await stream(ground, tenfold)]
  const turnWhileStreamed = longestTurn(ground.turnsFile, renewed)
  return [
    noted('sql: p50 of the broker', `${median(of(latencies, 'broker')).toFixed(2)} ms`),
    noted('sql: p50 over the broker, through the router', `+${overhead(latencies, 'router').toFixed(2)} ms`),
    atMost('sql: p50 over the broker, through POST /sql', overhead(latencies, 'service'), mostOverheadMs, 'ms', 2),
    ...crowded('typical questions', rates),
    atLeast('sql: share of it through POST /sql, typical questions', share(rates, 'service'), leastShare, ''),
    ...crowded('trivial questions', trivialRates),
    noted('sql: share of it through POST /sql, trivial questions', share(trivialRates, 'service').toFixed(2)),
    same('sql: rows of the small result', few.rows, loadedRows),
    same('sql: rows of the large result', many.rows, loadedRows * repeats.length),
    noted('sql: speed of the large result', `${(many.bytes / 1024 ** 2 / many.seconds).toFixed(0)} MiB/s`),
    noted('sql: memory gained during the small result', `${few.grewMib.toFixed(0)} MiB`),
    atMost('sql: memory gained during the large result', many.grewMib, mostGrowthMib, 'MiB'),
    atMost('sql: longest turn of the event loop', Math.max(turnWhileAsked, turnWhileStreamed), 50, 'ms'),
  ]
}

const crowded = (which: string, rates: Rates): Figure[] => [
  noted(
    `sql: throughput of the broker, ${clients} clients, ${which}`,
    `${median(of(rates, 'broker').slice(warmUpRounds)).toFixed(0)} /s`,
  ),
  noted(`sql: share of it through the router, ${which}`, share(rates, 'router').toFixed(2)),
]

const of = (measured: Latencies | Rates, name: string): readonly number[] => measured[name] ?? []

const overhead = (latencies: Latencies, name: string): number =>
  median(of(latencies, name).map((ms, at) => ms - (of(latencies, 'broker')[at] as number)))

const share = (rates: Rates, name: string): number =>
  median(
    of(rates, name)
      .map((rate, at) => rate / (of(rates, 'broker')[at] as number))
      .slice(warmUpRounds),
  )

async function stream({ service, servicePid }: Ground, query: string): Promise<Streamed & { grewMib: number }> {
  await sleep(1000)
  const before = residentMib(servicePid())
  const watch = watchMemory(servicePid())
  const job: Job = { kind: 'stream', url: `${service}/api/v1/sql`, query }
  const streamed = await ask<Streamed>('sql-client.ts', [JSON.stringify(job)])
  watch.end()
  return { ...streamed, grewMib: watch.peak - before }
}

interface Ingestion {
  readonly status: string
  readonly error: { readonly message: string } | null
}

/** Through the API, as anyone would. */
async function load({ service, broker }: Ground): Promise<void> {
  const url = `${service}/api/v1/uploads`
  const fields = [`datasource=${datasource}`, 'mode=overwrite', 'ingest=true']
  const sent = await ask<Sent>('sender.ts', [url, 'rows', String(loadedRows), ...fields])
  if (sent.status !== 201) throw new Error(`the service answered ${sent.status}: ${sent.answer}`)
  const { ingestionId } = (JSON.parse(sent.answer) as { data: { ingestionId: string } }).data
  const until = Date.now() + queryableWithinMs
  for (;;) {
    const answer = await fetch(`${service}/api/v1/ingestions/${ingestionId}`)
    const { data } = (await answer.json()) as { data: Ingestion | null }
    if (data?.status === 'queryable') return untilKnown(broker)
    if (data?.status === 'failed' || data?.status === 'canceled') throw new Error(data.error?.message ?? data.status)
    if (Date.now() > until) throw new Error(`not queryable within ${queryableWithinMs / 1000} s: ${data?.status}`)
    await sleep(200)
  }
}

/** The broker's own cache of columns may lag behind by a second. */
async function untilKnown(broker: string): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const answer = await fetch(`${broker}/druid/v2/sql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: everything.concat(' LIMIT 1') }),
    })
    await answer.text()
    if (answer.ok) return
    await sleep(200)
  }
  throw new Error('the broker does not know the columns that were loaded')
}
