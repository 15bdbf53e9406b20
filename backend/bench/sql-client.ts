import { Agent } from 'undici'

/**
 * The client of the SQL bench. Takes jobs as JSON on its command line, does them, prints one line of JSON.
 */
export type Job =
  | { readonly kind: 'pairs'; readonly targets: Targets; readonly queries: readonly string[]; readonly rounds: number }
  | {
      readonly kind: 'throughput'
      readonly targets: Targets
      readonly queries: readonly string[]
      readonly clients: number
      readonly seconds: number
      readonly rounds: number
    }
  | { readonly kind: 'stream'; readonly url: string; readonly query: string }

/** Address of the SQL endpoint by name. */
export type Targets = Readonly<Record<string, string>>

/** Milliseconds of each request, in the same order for every target. */
export type Latencies = Readonly<Record<string, readonly number[]>>
/** Requests a second, one figure a round. */
export type Rates = Readonly<Record<string, readonly number[]>>
export interface Streamed {
  readonly rows: number
  readonly bytes: number
  readonly seconds: number
}

const timeoutMs = 300_000
const options = { keepAliveTimeout: 60_000, headersTimeout: timeoutMs, bodyTimeout: timeoutMs }

async function send(agent: Agent, url: string, query: string, resultFormat = 'object') {
  const { origin, pathname: path } = new URL(url)
  const answer = await agent.request({
    origin,
    path,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, resultFormat }),
  })
  if (answer.statusCode !== 200) throw new Error(`${url} answered ${answer.statusCode}: ${await answer.body.text()}`)
  return answer.body
}

const drain = async (agent: Agent, url: string, query: string) => (await send(agent, url, query)).arrayBuffer()

/** One request at a time over one kept connection; the targets take turns, and turns at being first. */
async function pairs({ targets, queries, rounds }: Job & { kind: 'pairs' }): Promise<Latencies> {
  const names = Object.keys(targets)
  const agents = new Map(names.map((name) => [name, new Agent({ ...options, connections: 1 })]))
  const latencies = new Map<string, number[]>(names.map((name) => [name, []]))
  for (let round = 0; round < rounds; round++)
    for (const query of queries)
      for (let turn = 0; turn < names.length; turn++) {
        const name = names[(round + turn) % names.length] as string
        const began = performance.now()
        await drain(agents.get(name) as Agent, targets[name] as string, query)
        latencies.get(name)?.push(performance.now() - began)
      }
  await Promise.all([...agents.values()].map((agent) => agent.close()))
  return Object.fromEntries(latencies)
}

/** The targets take turns; each client asks again as soon as it was answered. */
async function throughput({
  targets,
  queries,
  clients,
  seconds,
  rounds,
}: Job & { kind: 'throughput' }): Promise<Rates> {
  const rates = new Map<string, number[]>(Object.keys(targets).map((name) => [name, []]))
  const agent = new Agent({ ...options, connections: clients })
  for (let round = 0; round < rounds; round++)
    for (const [name, url] of Object.entries(targets)) {
      const began = performance.now()
      const until = began + seconds * 1000
      let answered = 0
      const ask = async (first: number) => {
        for (let at = first; performance.now() < until; at++) {
          await drain(agent, url, queries[at % queries.length] as string)
          answered++
        }
      }
      await Promise.all(Array.from({ length: clients }, (_, client) => ask(client)))
      rates.get(name)?.push(answered / ((performance.now() - began) / 1000))
    }
  await agent.close()
  return Object.fromEntries(rates)
}

/** Reads a result of lines to its end and counts them; the empty line that Druid ends with is not a row. */
async function stream({ url, query }: Job & { kind: 'stream' }): Promise<Streamed> {
  const agent = new Agent({ ...options, connections: 1 })
  const began = performance.now()
  let bytes = 0
  let lines = 0
  for await (const chunk of (await send(agent, url, query, 'objectLines')) as AsyncIterable<Buffer>) {
    bytes += chunk.length
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines++
  }
  await agent.close()
  return { rows: lines - 1, bytes, seconds: (performance.now() - began) / 1000 }
}

const job = JSON.parse(process.argv[2] ?? '{}') as Job
const does = { pairs, throughput, stream } as { readonly [kind in Job['kind']]: (job: Job) => Promise<unknown> }
console.log(JSON.stringify(await does[job.kind](job)))
