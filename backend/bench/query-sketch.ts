import { setTimeout as sleep } from 'node:timers/promises'
import { ask } from './child.ts'
import { atLeast, atMost, type Figure, median, noted } from './figure.ts'
import type { Ground } from './ground.ts'
import { changePlan, ingest } from './loading.ts'
import type { Job, Latencies } from './query-client.ts'

/** Distinct values counted from a sketch that ingestion made of rolled-up rows, beside the rows as they are. */
const datasource = 'bench_query_rolled_up'
const rounds = 9
const end = '@end@'

const leftOut = ['product', 'salesperson', 'quantity', 'cost', 'discount']
const changes = {
  datasource,
  mode: 'overwrite',
  rollup: true,
  queryGranularity: 'hour',
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
  await ingest(ground, uploadId, await changePlan(ground, uploadId, changes))
  // The broker's own cache of columns may lag behind by a second.
  await sleep(3000)
  const target = (from: string) => ({
    url: `${ground.service}/api/v1/query`,
    bodies: [
      JSON.stringify({
        datasource: from,
        interval: `2020-01-01T00:00:00.000Z/${end}`,
        measures: [{ name: 'orders', kind: 'countDistinct', column: 'order_number' }],
      }),
    ],
    renews: true,
  })
  const job: Job = {
    kind: 'pairs',
    targets: { rows: target(plain), sketch: target(datasource) },
    end,
    rounds,
    clients: 1,
    seconds: 0,
  }
  const found = await ask<Latencies>('query-client.ts', [JSON.stringify(job)])
  const p50 = (name: string) => median(found[name]?.[0] ?? [])
  const answer = await fetch(`${ground.service}/api/v1/datasources/${datasource}`)
  const { data } = (await answer.json()) as { data: { rows: number } }
  return [
    atLeast('query: times fewer rows by rollup', rows / data.rows, 10, '', 0),
    noted(
      'query: distinct orders, over rows and from a sketch',
      `${p50('rows').toFixed(0)} and ${p50('sketch').toFixed(1)} ms`,
    ),
    atMost('query: distinct from a sketch, times that over rows', p50('sketch') / p50('rows'), 0.1, '', 3),
  ]
}
