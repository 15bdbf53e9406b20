import { setTimeout as sleep } from 'node:timers/promises'
import { Agent } from 'undici'

/** Asks the health endpoints in turn, so many a second whether answers come or not; prints one line of JSON. */
export interface Asked {
  readonly count: number
  /** Answers other than 200 and, of `/health/ready`, 503. */
  readonly failed: number
  /** Milliseconds from when each was due to its answer. */
  readonly p50: number
  readonly p99: number
  readonly worst: number
}

const [base = '', rate = '200', seconds = '20'] = process.argv.slice(2)
const paths = ['live', 'ready', '', 'druid', 'topology'].map((name) => `/api/v1/health${name && `/${name}`}`)
const agent = new Agent({ connections: 32, keepAliveTimeout: 60_000 })
const latencies: number[] = []
let failed = 0

async function ask(path: string, due: number, isCounted: boolean): Promise<void> {
  const { statusCode, body } = await agent.request({ origin: base, path, method: 'GET' })
  await body.dump()
  if (!isCounted) return
  latencies.push(performance.now() - due)
  if (statusCode !== 200 && !(path.endsWith('/ready') && statusCode === 503)) failed += 1
}

async function askAll(count: number, isCounted: boolean): Promise<void> {
  const begun = performance.now()
  const asked: Promise<void>[] = []
  for (let at = 0; at < count; at += 1) {
    const due = begun + (at * 1000) / Number(rate)
    const rest = due - performance.now()
    if (rest > 0) await sleep(rest)
    // A timer that fires late is this client's own delay: what is measured begins with the request.
    asked.push(ask(paths[at % paths.length] as string, Math.max(due, performance.now()), isCounted))
  }
  await Promise.all(asked)
}

await askAll(Number(rate) * 2, false)
await askAll(Number(rate) * Number(seconds), true)
const sorted = latencies.toSorted((a, b) => a - b)
const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
const asked: Asked = { count: sorted.length, failed, p50: at(0.5), p99: at(0.99), worst: at(1) }
console.log(JSON.stringify(asked))
await agent.close()
