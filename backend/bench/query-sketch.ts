import { setTimeout as sleep } from 'node:timers/promises'
import { ask } from './child.ts'
import { atLeast, atMost, type Figure, median, noted } from './figure.ts'
import type { Ground } from './ground.ts'
import { changePlan, ingest } from './loading.ts'
import type { Job, Latencies } from './query-client.ts'
import { withUncached } from './uncached.ts'

/**
 * Distinct values counted from a sketch that ingestion made of rolled-up rows, beside Druid's own count of them over the
 * rows as they are: `COUNT(DISTINCT …)`, straight to the broker, as anybody asks it. What the service asks of rows that
 * have no sketch is another, faster function; that is told too. No order comes twice. By the hour the sketch of a row still
 * holds each of its some 200 orders, so that as many must be merged as there were rows; by the day a row has thousands of
 * them, and its sketch is as small as one of a million.
 */
const granularities = ['hour', 'day'] as const
const named = (by: string) => `bench_query_rolled_up_by_${by}`
const rounds = 30
const end = '@end@'

const leftOut = ['product', 'salesperson', 'quantity', 'cost', 'discount']
const changes = {
  mode: 'overwrite',
  rollup: true,
  // A measure is no dimension: its values are in the sketch alone.
  columns: [...leftOut.map((name) => ({ name, include: false })), { name: 'order_number', role: 'measure' }],
  metrics: [
    { name: 'amount', kind: 'sum', column: 'amount', type: 'double' },
    { name: 'orders', kind: 'hll', column: 'order_number' },
  ],
}

interface Loaded {
  readonly uploadId: string
  readonly rows: number
  /** The datasource that has every row. */
  readonly plain: string
}

export async function distinctBySketch(ground: Ground, { uploadId, rows, plain }: Loaded): Promise<readonly Figure[]> {
  for (const queryGranularity of granularities) {
    const wanted = { ...changes, datasource: named(queryGranularity), queryGranularity }
    await ingest(ground, uploadId, await changePlan(ground, uploadId, wanted))
  }
  // The broker's own cache of columns may lag behind by a second.
  await sleep(3000)
  const target = (service: string, from: string) => ({
    url: `${service}/api/v1/query`,
    bodies: [
      JSON.stringify({
        datasource: from,
        interval: `2020-01-01T00:00:00.000Z/${end}`,
        measures: [{ name: 'orders', kind: 'countDistinct', column: 'order_number' }],
      }),
    ],
    renews: false,
  })
  const counted = JSON.stringify({
    query: `SELECT COUNT(DISTINCT "order_number") FROM "${plain}" WHERE "__time" < TIME_PARSE('${end}')`,
    context: { useCache: false, populateCache: false, useResultLevelCache: false, populateResultLevelCache: false },
  })
  const found = await withUncached(ground, (service) => {
    const job: Job = {
      kind: 'pairs',
      targets: {
        druid: { url: `${ground.broker}/druid/v2/sql`, bodies: [counted], renews: false },
        rows: target(service, plain),
        hour: target(service, named('hour')),
        day: target(service, named('day')),
      },
      end,
      rounds,
      clients: 1,
      seconds: 0,
    }
    return ask<Latencies>('query-client.ts', [JSON.stringify(job)])
  })
  const p50 = (name: string) => median(found[name]?.[0] ?? [])
  const of = async (by: string) => {
    const answer = await fetch(`${ground.service}/api/v1/datasources/${named(by)}`)
    const { data } = (await answer.json()) as { data: { rows: number } }
    return { fewer: rows / data.rows, ratio: p50(by) / p50('druid'), ofOurs: p50(by) / p50('rows') }
  }
  const [hour, day] = [await of('hour'), await of('day')]
  return [
    atLeast('query: times fewer rows by rollup', Math.min(hour.fewer, day.fewer), 10, '', 0),
    noted(
      'query: distinct orders by Druid over rows, by the service over rows, from sketches by hour and by day',
      `${p50('druid').toFixed(0)}, ${p50('rows').toFixed(0)}, ${p50('hour').toFixed(1)} and ${p50('day').toFixed(1)} ms`,
    ),
    noted(
      'query: from sketches by hour and by day, times that of the service over rows',
      `${hour.ofOurs.toFixed(3)} and ${day.ofOurs.toFixed(3)}`,
    ),
    noted('query: distinct from sketches by hour, times that of Druid over rows', hour.ratio.toFixed(3)),
    atMost('query: distinct from sketches by day, times that of Druid over rows', day.ratio, 0.1, '', 3),
  ]
}
