import { createHash } from 'node:crypto'
import { setImmediate as onceThatIsSent } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { ProductError, type Query, type Table } from '@nemeton/contract'
import type { DatasourceSchema } from '../olap/datasource-schema.ts'
import type { Ports } from '../ports/ports.ts'
import type { Fingerprints } from './fingerprint.ts'
import { createFlights } from './flights.ts'
import { type InFlight, isEndedForAll, type Listed } from './in-flight.ts'
import type { Place, Queue } from './queue.ts'
import { isRefusal } from './refusal.ts'
import { run } from './run.ts'
import type { Schemas } from './schemas.ts'

interface Needs extends Pick<Ports, 'druid' | 'cache'> {
  readonly schemas: Schemas
  readonly fingerprints: Fingerprints
  readonly queue: Queue
  readonly inFlight: InFlight
  readonly timeoutMs: number
}

/** The id by which Druid will know the query, should it come to one. */
interface Asking extends Place {
  readonly queryId: string
}

export interface Answers {
  /** The table's JSON. What is kept, or asked already, waits for nobody. */
  ask(query: Query, asking: Asking): Promise<Uint8Array>
}

/** Bound to how a kept answer is written. */
const version = 1

/**
 * Answers that were kept are given again only when they would come out the same: under the very same query, schema and
 * segments. The segments are read from the broker's own timeline at each question, so the answer after an append, a
 * replace, an undo or a drop is the new one as soon as the broker itself would answer the new one, whoever changed the
 * data. An answer is kept when its segments were the same before, after and, looked at twice a second, while it was made.
 * Rows that stream in change no ids; while they come, nothing is kept. Without a broker of its own (DRUID_BROKER_URL)
 * nothing is kept either. The schema may be one that is recalled: what Druid is asked with it is asked anew when it turns
 * out to be another.
 */
export function createAnswers({ druid, cache, schemas, fingerprints, queue, inFlight, timeoutMs }: Needs): Answers {
  const flights = createFlights<Made>()

  const make = (query: Query, schema: DatasourceSchema, asking: Asking): Promise<Answered> =>
    inFlight.follow({ ...asking, kind: 'explore', datasource: query.datasource }, (listed) =>
      makeListed(query, schema, { ...asking, ...listed }),
    )
  const makeListed = async (query: Query, schema: DatasourceSchema, asking: Asking & Listed): Promise<Answered> => {
    const leave = await queue.enter(asking)
    asking.begin()
    const ask = async (by: DatasourceSchema): Promise<Answered> => {
      const table = await run(query, by, { druid, timeoutMs }, asking)
      asking.counts(table.rows.length)
      return { table: written(table), schema: by }
    }
    try {
      const check = async () => {
        await onceThatIsSent()
        return schemas.read(query.datasource, asking.signal)
      }
      const [asked, checked] = await Promise.allSettled([ask(schema), check()])
      if (checked.status === 'rejected' && !isAway(checked.reason)) throw checked.reason
      const isRefused = asked.status === 'rejected' && isRefusal(asked.reason)
      const known = checked.status === 'rejected' ? schema : checked.value
      const now = isRefused ? await schemas.readAnew(query.datasource) : known
      if (!isDeepStrictEqual(now, schema)) return await ask(now)
      if (asked.status === 'rejected') throw asked.reason
      return asked.value
    } finally {
      leave()
    }
  }

  const answer = async (query: Query, asking: Asking): Promise<Uint8Array> => {
    const start = performance.now()
    const finish = (table: Uint8Array, cached: boolean) => {
      const elapsedMs = Math.round((performance.now() - start) * 10) / 10
      return Buffer.concat([table.subarray(0, -1), Buffer.from(`,"elapsedMs":${elapsedMs},"cached":${cached}}`)])
    }
    const { datasource } = query
    const read = (one: DatasourceSchema | null) => one ?? schemas.read(datasource, asking.signal)
    if (cache === null) {
      const schema = await read(schemas.last(datasource))
      return finish((await make(query, schema, asking)).table, false)
    }
    const [schema, fingerprint] = await Promise.all([
      schemas.recall(datasource, asking.signal).then(read),
      fingerprints.read(query),
    ])
    if (fingerprint === null) return finish((await make(query, schema, asking)).table, false)
    const key = keyOf(query, schema, fingerprint)
    const kept = await cache.get(key)
    if (kept !== null) return finish(kept, true)
    let isOwn = false
    const begin = async (signal: AbortSignal): Promise<Made> => {
      isOwn = true
      const staysSame = fingerprints.watch(query, fingerprint)
      try {
        return { ...(await make(query, schema, { ...asking, signal })), staysSame }
      } catch (error) {
        void staysSame()
        throw error
      }
    }
    const keep = async ({ table, schema, staysSame }: Made) => {
      if (await staysSame()) await cache.set(keyOf(query, schema, fingerprint), table)
    }
    try {
      const { value, waited } = await flights.join(key, { begin, keep }, asking.signal)
      return finish(value.table, !waited)
    } catch (error) {
      // Somebody else's question gave up, and this one only waited with it.
      if (!isOwn && hasGivenUp(error) && !isEndedForAll(error) && !asking.signal.aborted) return answer(query, asking)
      throw error
    }
  }
  return { ask: answer }
}

interface Answered {
  readonly table: Buffer
  /** What it was made by. */
  readonly schema: DatasourceSchema
}
interface Made extends Answered {
  readonly staysSame: () => Promise<boolean>
}

const keyOf = (query: Query, schema: DatasourceSchema, fingerprint: string): string =>
  createHash('sha256')
    .update(JSON.stringify([version, query, schema, fingerprint]))
    .digest('base64url')

/** Who says what a datasource looks like is away; who answers may be there. */
const isAway = (error: unknown) =>
  error instanceof ProductError && (error.code === 'druid_unavailable' || error.code === 'druid_timeout')

const hasGivenUp = (error: unknown) =>
  error instanceof ProductError && (error.code === 'canceled' || error.code === 'rate_limited')

/** Without what each asker is told of his own. */
const written = (table: Table): Buffer =>
  Buffer.from(JSON.stringify({ ...table, elapsedMs: undefined, cached: undefined }))
