import Fastify from 'fastify'
import { Pool } from 'undici'
import { observeRequests } from '../src/http/observe.ts'
import type { Druid } from '../src/ports/druid/druid.ts'
import { createTelemetry } from '../src/ports/telemetry/create-telemetry.ts'
import { createCurrent } from '../src/ports/telemetry/current.ts'
import { measuredDruid } from '../src/ports/telemetry/measured-druid.ts'
import { createPrometheus } from '../src/ports/telemetry/prometheus.ts'
import { measuredQueue } from '../src/queries/measured-queue.ts'
import { createQueue } from '../src/queries/queue.ts'
import { atMost, type Figure, median } from './figure.ts'

const rounds = 15
const requests = 4000
const atOnce = 4
const mostMicroseconds = 25

const question = {
  method: 'POST',
  path: '/api/v1/query',
  headers: { 'content-type': 'application/json', traceparent: `00-${'4b'.repeat(16)}-${'0f'.repeat(8)}-01` },
  body: '{"datasource":"none"}',
} as const

/** What counting, timing and following a request costs: the same question with and without, by turns. */
export async function telemetry(): Promise<readonly Figure[]> {
  const sides = [await serve(false), await serve(true)] as const
  const costs: number[] = []
  try {
    for (let round = 0; round <= rounds; round += 1) {
      const [bare, measured] = sides
      // each goes first as often as the other
      const before = round % 2 === 0 ? await drive(bare.pool) : null
      const cost = await drive(measured.pool)
      const least = before ?? (await drive(bare.pool))
      // the first round warms up
      if (round > 0) costs.push(cost - least)
    }
  } finally {
    for (const { close } of sides) await close()
  }
  return [atMost('CPU of measuring one question', median(costs), mostMicroseconds, 'µs', 1)]
}

async function serve(isMeasured: boolean) {
  const app = Fastify()
  const measuring = createTelemetry({ metrics: createPrometheus(), tracer: null, current: createCurrent() })
  const limits = createQueue({ atOnce, perClient: atOnce, waiting: atOnce })
  const fake = { arrays: async () => [['one'], ['BIGINT'], [1]] } as unknown as Druid
  if (isMeasured) observeRequests(app, measuring)
  const queue = isMeasured ? measuredQueue(limits, measuring) : limits
  const druid = isMeasured ? measuredDruid(fake, measuring) : fake
  app.post(question.path, async ({ ip, id }) => {
    const leave = await queue.enter({ client: ip, tile: null, signal: new AbortController().signal })
    try {
      return await druid.arrays({ query: 'SELECT 1', context: { sqlQueryId: id } })
    } finally {
      leave()
    }
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const pool = new Pool(url, { connections: atOnce })
  const close = async () => {
    await pool.close()
    await app.close()
  }
  return { pool, close }
}

/** Microseconds of CPU for each request, the client's own part included. */
async function drive(pool: Pool): Promise<number> {
  let left = requests
  const ask = async () => {
    while (left > 0) {
      left -= 1
      const { body } = await pool.request(question)
      await body.dump()
    }
  }
  const before = process.cpuUsage()
  await Promise.all(Array.from({ length: atOnce }, ask))
  const { user, system } = process.cpuUsage(before)
  return (user + system) / requests
}
