import { Agent } from 'undici'

/**
 * The client of the query bench. Takes a job as JSON on its command line, does it, prints one line of JSON.
 */
export interface Job {
  readonly kind: 'pairs' | 'throughput'
  readonly targets: Readonly<Record<string, Target>>
  /** What stands for the end of the interval in each body. */
  readonly end: string
  readonly rounds: number
  readonly clients: number
  readonly seconds: number
}

/** One body a question. A new end of its interval makes a question one that was never asked before. */
export interface Target {
  readonly url: string
  readonly bodies: readonly string[]
  readonly renews: boolean
}

/** Milliseconds of each request by question. */
export type Latencies = Readonly<Record<string, readonly (readonly number[])[]>>
/** Requests a second, one figure a round. */
export type Rates = Readonly<Record<string, readonly number[]>>

/** Not measured: both Druid and the service compile what runs often while it runs, and are twice as slow before. */
const warmUpRounds = 40
const timeoutMs = 300_000
const options = { keepAliveTimeout: 60_000, headersTimeout: timeoutMs, bodyTimeout: timeoutMs }
const job = JSON.parse(process.argv[2] ?? '{}') as Job
const names = Object.keys(job.targets)
let asked = 0

async function ask(agent: Agent, { url, bodies, renews }: Target, question: number): Promise<void> {
  const { origin, pathname: path } = new URL(url)
  // A millisecond, a second and a minute would repeat: the process counts on from its own start.
  const end = new Date(Date.UTC(2040, 0, 1) + (renews ? (process.pid % 10_000) * 1e7 + asked++ : 0)).toISOString()
  const answer = await agent.request({
    origin,
    path,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: (bodies[question] as string).replace(job.end, end),
  })
  const text = await answer.body.text()
  if (answer.statusCode !== 200) throw new Error(`${url} answered ${answer.statusCode}: ${text.slice(0, 500)}`)
}

/** One request at a time over one kept connection; the targets take turns, and turns at being first. */
async function pairs(): Promise<Latencies> {
  const agents = new Map(names.map((name) => [name, new Agent({ ...options, connections: 1 })]))
  const questions = job.targets[names[0] as string]?.bodies.length ?? 0
  const latencies: Record<string, number[][]> = Object.fromEntries(
    names.map((name) => [name, Array.from({ length: questions }, () => [])]),
  )
  for (let round = -warmUpRounds; round < job.rounds; round++)
    for (let question = 0; question < questions; question++)
      for (let turn = 0; turn < names.length; turn++) {
        const name = names[(round + warmUpRounds + turn) % names.length] as string
        const began = performance.now()
        await ask(agents.get(name) as Agent, job.targets[name] as Target, question)
        if (round >= 0) latencies[name]?.[question]?.push(performance.now() - began)
      }
  await Promise.all([...agents.values()].map((agent) => agent.close()))
  return latencies
}

/** The targets take turns; each client asks again as soon as it was answered. */
async function throughput(): Promise<Rates> {
  const rates: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]))
  const agent = new Agent({ ...options, connections: job.clients })
  for (let round = 0; round < job.rounds; round++)
    for (const name of names) {
      const target = job.targets[name] as Target
      const began = performance.now()
      const until = began + job.seconds * 1000
      let answered = 0
      const work = async (first: number) => {
        for (let at = first; performance.now() < until; at++) {
          await ask(agent, target, at % target.bodies.length)
          answered++
        }
      }
      await Promise.all(Array.from({ length: job.clients }, (_, client) => work(client)))
      rates[name]?.push(answered / ((performance.now() - began) / 1000))
    }
  await agent.close()
  return rates
}

console.log(JSON.stringify(await (job.kind === 'pairs' ? pairs() : throughput())))
