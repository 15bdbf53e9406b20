import type { CompiledQuery, Query, Table } from '@nemeton/contract'
import { type Compiled, compile, compileTotals } from '../olap/compile.ts'
import { toTable } from '../olap/table.ts'
import type { Ports } from '../ports/ports.ts'
import { cancelQuery } from './cancel.ts'
import type { DatasourceReader } from './datasource-reader.ts'

interface Needs extends Pick<Ports, 'druid'> {
  readonly datasources: DatasourceReader
  readonly timeoutMs: number
}

/** What one caller asks: the id by which Druid knows the query, and the signal that cancels it there. */
interface Asking {
  readonly queryId: string
  readonly signal: AbortSignal
}

async function compileBoth(query: Query, { datasources }: Needs, signal: AbortSignal) {
  const [datasource, countMetric] = await Promise.all([
    datasources.find(query.datasource, signal),
    datasources.countMetric(query.datasource),
  ])
  const schema = { name: datasource.name, columns: datasource.columns, interval: datasource.interval, countMetric }
  const totals = query.totals && query.splits.length > 0 && !query.raw
  return { main: compile(query, schema), totals: totals ? compileTotals(query, schema) : null }
}

export async function compileOnly(query: Query, needs: Needs, signal: AbortSignal): Promise<CompiledQuery> {
  const { sql, parameters, context } = (await compileBoth(query, needs, signal)).main
  return { sql, parameters, context }
}

/** Compiles, runs in Druid, shapes the answer. Leaving cancels in Druid. */
export async function run(query: Query, needs: Needs, { queryId, signal }: Asking): Promise<Table> {
  const { druid, timeoutMs } = needs
  const start = performance.now()
  const { main, totals } = await compileBoth(query, needs, signal)
  const ask = async ({ sql, parameters, context }: Compiled, sqlQueryId: string) => {
    const cancel = () => void cancelQuery(druid, sqlQueryId).catch(() => {})
    signal.addEventListener('abort', cancel, { once: true })
    try {
      return await druid.arrays(
        { query: sql, parameters, context: { ...context, sqlQueryId, timeout: timeoutMs } },
        { signal, timeoutMs },
      )
    } finally {
      signal.removeEventListener('abort', cancel)
    }
  }
  const [rows, totalRows] = await Promise.all([ask(main, queryId), totals ? ask(totals, `${queryId}-totals`) : null])
  const elapsedMs = Math.round((performance.now() - start) * 10) / 10
  const facts = { queryId, elapsedMs, cached: false }
  const table = toTable(main, rows, facts)
  if (totals === null || totalRows === null) return table
  const [total] = toTable(totals, totalRows, facts).rows
  const splits = query.splits.map(() => null)
  return { ...table, totals: [...splits, ...(total ?? [])] }
}
