import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { ProductError, type Query, type Table } from '@nemeton/contract'
import type { DatasourceSchema } from '../olap/datasource-schema.ts'
import type { Ports } from '../ports/ports.ts'
import type { Fingerprints } from './fingerprint.ts'
import { createFlights } from './flights.ts'
import { type Asking, run } from './run.ts'
import type { Schemas } from './schemas.ts'

interface Needs extends Pick<Ports, 'druid' | 'cache'> {
  readonly schemas: Schemas
  readonly fingerprints: Fingerprints
  readonly timeoutMs: number
}

export interface Answers {
  /** The table's JSON. */
  ask(query: Query, asking: Asking): Promise<Uint8Array>
}

/** Bound to how a kept answer is written. */
const version = 1

/**
 * Answers that were kept are given again only when they would come out the same: under the very same query, schema and
 * segments. The segments are read from the broker's own timeline at each question, so the answer after an append, a
 * replace, an undo or a drop is the new one as soon as the broker itself would answer the new one, whoever changed the
 * data. An answer is kept when its segments were the same before and after it was made. Not seen: segments that changed
 * and changed back within one query. Rows that stream in change no ids; while they come, nothing is kept. Without a
 * broker of its own (DRUID_BROKER_URL) nothing is kept either.
 */
export function createAnswers({ druid, cache, schemas, fingerprints, timeoutMs }: Needs): Answers {
  const flights = createFlights<Buffer>()

  const make = async (query: Query, schema: DatasourceSchema, asking: Asking): Promise<Buffer> => {
    const ask = async (by: DatasourceSchema) => written(await run(query, by, { druid, timeoutMs }, asking))
    try {
      return await ask(schema)
    } catch (error) {
      if (!isRefusal(error)) throw error
      const anew = await schemas.readAnew(query.datasource)
      if (isDeepStrictEqual(anew, schema)) throw error
      return ask(anew)
    }
  }

  return {
    ask: async (query, asking) => {
      const start = performance.now()
      const finish = (table: Uint8Array, cached: boolean) => {
        const elapsedMs = Math.round((performance.now() - start) * 10) / 10
        return Buffer.concat([table.subarray(0, -1), Buffer.from(`,"elapsedMs":${elapsedMs},"cached":${cached}}`)])
      }
      const [schema, fingerprint] = await Promise.all([
        schemas.read(query.datasource, asking.signal),
        cache === null ? null : fingerprints.read(query),
      ])
      if (cache === null || fingerprint === null) return finish(await make(query, schema, asking), false)
      const key = createHash('sha256')
        .update(JSON.stringify([version, query, schema, fingerprint]))
        .digest('base64url')
      const kept = await cache.get(key)
      if (kept !== null) return finish(kept, true)
      const begin = (signal: AbortSignal) => make(query, schema, { ...asking, signal })
      const keep = async (table: Buffer) => {
        if ((await fingerprints.read(query)) === fingerprint) await cache.set(key, table)
      }
      const { value, waited } = await flights.join(key, { begin, keep }, asking.signal)
      return finish(value, !waited)
    },
  }
}

const isRefusal = (error: unknown) =>
  error instanceof ProductError && (error.code === 'invalid_query' || error.code === 'druid_rejected')

/** Without what each asker is told of his own. */
const written = (table: Table): Buffer =>
  Buffer.from(JSON.stringify({ ...table, elapsedMs: undefined, cached: undefined }))
