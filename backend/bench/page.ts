import type { Job, Seen } from '../../frontend/bench/seen.ts'
import { start } from './child.ts'
import { druidsOwnTime } from './druid-time.ts'
import { atMost, type Figure, median, noted, same } from './figure.ts'
import type { Ground } from './ground.ts'
import { compiled, datasource, loadOnce } from './query.ts'

/** Explore and a long table in Chromium, over the rows of the query bench. */
const loads = 9
const clicks = 24
const tableRows = 100_000
const mostLoadMs = 1500
const mostOverMs = 100
const mostFrameMs = 33
const timesAlone = 3

export async function page(ground: Ground): Promise<readonly Figure[]> {
  await loadOnce(ground)
  const job: Job = { service: ground.service, datasource, loads, clicks, tableRows }
  const env = { HOME: process.env.HOME ?? '/', CHROMIUM_PATH: process.env.CHROMIUM_PATH ?? '' }
  const client = start('../../frontend/bench/page-client.ts', [JSON.stringify(job)], env)
  const seen = await client.say<Seen>()
  const idle: number[] = []
  for (const { tookMs, bodies } of seen.clicks) idle.push(tookMs - (await alone(ground, bodies)))
  const ids = seen.clicks.map(({ queryIds }) => queryIds)
  const worked = await druidsOwnTime(ground.logs, ids)
  const own = worked.map(({ ms }) => ms)
  const over = seen.clicks.map(({ tookMs }, at) => tookMs - (own[at] as number))
  const { rows, framesMs, longTasksMs } = seen.scroll
  return [
    noted(
      'page: the first query of a cold load leaves after',
      `${median(seen.loads.map(({ asked }) => asked)).toFixed(0)} ms`,
    ),
    noted('page: slowest cold load', `${Math.max(...seen.loads.map(({ drawn }) => drawn)).toFixed(0)} ms`),
    atMost(
      'page: totals, chart and top values seen after a cold load',
      median(seen.loads.map(({ drawn }) => drawn)),
      mostLoadMs,
      'ms',
    ),
    atMost(
      'page: layout shift of all cold loads',
      seen.loads.reduce((sum, { shifted }) => sum + shifted, 0),
      0,
      '',
      4,
    ),
    noted('page: from a filter to its charts, p50', `${median(seen.clicks.map(({ tookMs }) => tookMs)).toFixed(0)} ms`),
    same(
      'page: statements of it more than its questions, which would be Druid’s own time and are not',
      worked.reduce((sum, { statements }, at) => sum + statements - (ids[at]?.length ?? 0), 0),
      0,
    ),
    noted('page: Druid’s own time of it, as its request log has it, p50', `${median(own).toFixed(0)} ms`),
    noted('page: over that, p50', `${median(over).toFixed(0)} ms`),
    atMost('page: over that, p95', p95(over), mostOverMs, 'ms'),
    noted(
      'page: over the same SQL on a Druid that shares its cores with no browser, p50 and p95',
      `${median(idle).toFixed(0)} and ${p95(idle).toFixed(0)} ms`,
    ),
    same('page: rows of the table that is scrolled', rows, tableRows),
    atMost('page: tasks over 50 ms while it is scrolled', longTasksMs.length, 0, ''),
    atMost('page: p95 of its frames', p95(framesMs), mostFrameMs, 'ms', 1),
  ]
}

const p95 = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.ceil(values.length * 0.95) - 1] ?? Number.NaN

/** The same questions as SQL, sent to the broker all at once, as the page sends them, while the page is at rest. */
async function alone(ground: Ground, bodies: readonly string[]): Promise<number> {
  const statements = await compiled(ground, bodies)
  const took: number[] = []
  for (let time = 0; time < timesAlone; time++) {
    const began = performance.now()
    await Promise.all(statements.map((body) => ask(ground, body)))
    took.push(performance.now() - began)
  }
  return median(took)
}

async function ask({ broker }: Ground, body: string): Promise<void> {
  const answer = await fetch(`${broker}/druid/v2/sql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })
  await answer.arrayBuffer()
  if (!answer.ok) throw new Error(`the broker answered ${answer.status}`)
}
