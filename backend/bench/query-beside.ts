import { setTimeout as sleep } from 'node:timers/promises'
import { atMost, type Figure, median, noted, same } from './figure.ts'
import type { Ground } from './ground.ts'

/** What was asked before, while questions run that keep Druid busy for much longer; and Druid when those are canceled. */
const slowOnes = 3
const startedWithinMs = 1500
const repeats = 50
const everyMs = 50

/** Half a minute of work and more for one thread, with nothing to show before its end. */
const slow = (datasource: string) => `SELECT COUNT(*) FROM "${datasource}" a
  JOIN (SELECT "order_number", "branch" FROM "${datasource}" LIMIT 5000) b ON a."branch" = b."branch"
  WHERE b."order_number" < a."order_number"`

export async function besideSlow(ground: Ground, datasource: string, kept: string): Promise<readonly Figure[]> {
  const post = (path: string, body: string, signal: AbortSignal | null = null) =>
    fetch(`${ground.service}/api/v1/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal,
    })
  const timed = async (): Promise<number> => {
    const began = performance.now()
    const answer = await post('query', kept)
    const { data } = (await answer.json()) as { data: { cached: boolean } | null }
    if (data?.cached !== true) throw new Error(`not a kept answer: ${answer.status}`)
    return performance.now() - began
  }
  /** Druid's answer to something new and small. */
  const free = async (): Promise<number> => {
    const began = performance.now()
    const context = { useCache: false, populateCache: false }
    const query = `SELECT SUM("amount") FROM "${datasource}" WHERE "branch" = 'Nairobi'`
    await (await post('sql', JSON.stringify({ query, context }))).text()
    return performance.now() - began
  }
  await (await post('query', kept)).text()
  await sleep(startedWithinMs)
  const quiet: number[] = []
  for (let turn = 0; turn < 5; turn++) quiet.push(await free())

  const leaving = new AbortController()
  let running = slowOnes
  const ended = () => {
    running -= 1
  }
  for (let one = 0; one < slowOnes; one++)
    void post('sql', JSON.stringify({ query: slow(datasource) }), leaving.signal).then(ended, ended)
  await sleep(startedWithinMs)
  const times: number[] = []
  for (let turn = 0; turn < repeats; turn++) {
    times.push(await timed())
    await sleep(everyMs)
  }
  const stillRunning = running
  leaving.abort()
  const after = await free()
  return [
    same('query: slow questions that ran all the while', stillRunning, slowOnes),
    atMost('query: p50 of a kept answer beside them', median(times), 50, 'ms', 1),
    noted('query: the slowest of them', `${Math.max(...times).toFixed(1)} ms`),
    noted('query: something new on a quiet Druid', `${median(quiet).toFixed(0)} ms`),
    noted('query: something new, asked when they were left', `${after.toFixed(0)} ms`),
  ]
}
