import type { CompiledQuery, Query, Table } from '@nemeton/contract'
import { answer } from '../olap/answer.ts'
import { compile } from '../olap/compile.ts'
import type { DatasourceSchema } from '../olap/datasource-schema.ts'
import type { Compiled } from '../olap/shape.ts'
import type { Ports } from '../ports/ports.ts'
import { cancelQuery } from './cancel.ts'
import type { Listed } from './in-flight.ts'
import type { Schemas } from './schemas.ts'

interface Needs extends Pick<Ports, 'druid'> {
  readonly timeoutMs: number
}

/** What one caller asks: the id by which Druid knows the query, and the signal that cancels it there. */
export interface Asking extends Partial<Pick<Listed, 'asks'>> {
  readonly queryId: string
  readonly signal: AbortSignal
}

/** What would run. Error: `not_found`, `invalid_query`. */
export async function compileOnly(query: Query, schemas: Schemas, signal: AbortSignal): Promise<CompiledQuery> {
  const { sql, parameters, context } = compile(query, await schemas.read(query.datasource, signal))
  return { sql, parameters, context }
}

/** Compiles, runs in Druid, shapes the answer. Leaving cancels in Druid. */
export async function run(
  query: Query,
  schema: DatasourceSchema,
  { druid, timeoutMs }: Needs,
  { queryId, signal, asks }: Asking,
): Promise<Table> {
  const start = performance.now()
  const ask = async ({ sql, parameters, context }: Compiled, sqlQueryId: string) => {
    const cancel = () => void cancelQuery(druid, sqlQueryId).catch(() => {})
    signal.addEventListener('abort', cancel, { once: true })
    const answered = asks?.({ sql, parameters, context })
    try {
      return await druid.arrays(
        { query: sql, parameters, context: { ...context, sqlQueryId, timeout: timeoutMs } },
        { signal, timeoutMs },
      )
    } finally {
      signal.removeEventListener('abort', cancel)
      answered?.()
    }
  }
  const asking = answer(query, schema)
  let asked = 0
  let step = asking.next()
  while (!step.done) {
    const ids = step.value.map(() => (asked++ === 0 ? queryId : `${queryId}-${asked}`))
    step = asking.next(await Promise.all(step.value.map((compiled, index) => ask(compiled, ids[index] as string))))
  }
  const elapsedMs = Math.round((performance.now() - start) * 10) / 10
  return { ...step.value, queryId, elapsedMs, cached: false }
}
