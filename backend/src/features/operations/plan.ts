import { type getSlowQueryPlan, ProductError } from '@nemeton/contract'
import type { z } from 'zod'
import type { Ports } from '../../ports/ports.ts'

const explained = /^\s*EXPLAIN\s+PLAN\s+FOR\s/i
/** What is of one run, not of the plan. */
const ofOneRun = ['sqlQueryId', 'timeout', 'priority']

/** What Druid would do now. Errors: `not_found`, those of Druid when it no longer takes the statement. */
export async function explainSlowQuery(
  id: string,
  { druid, database }: Pick<Ports, 'druid' | 'database'>,
  signal: AbortSignal,
): Promise<z.infer<typeof getSlowQueryPlan.result>> {
  const statement = await database.slowQueries.statement(id)
  if (statement === null)
    throw new ProductError('not_found', `There is no slow question ${id}; the oldest are forgotten.`)
  const query = explained.test(statement.sql) ? statement.sql : `EXPLAIN PLAN FOR ${statement.sql}`
  const context = Object.fromEntries(Object.entries(statement.context).filter(([name]) => !ofOneRun.includes(name)))
  const [row] = await druid.rows({ query, parameters: statement.parameters, context }, { signal, timeoutMs: 15_000 })
  return { plan: read(row?.PLAN), attributes: read(row?.ATTRIBUTES) }
}

/** JSON in a text, or the text of another planner. */
function read(text: unknown): unknown {
  try {
    return JSON.parse(String(text)) as unknown
  } catch {
    return text ?? null
  }
}
