import { ProductError } from '@nemeton/contract'
import type { Ports, Writer } from '../../ports/ports.ts'
import type { InFlight } from '../../queries/in-flight.ts'

interface Needs extends Pick<Ports, 'druid' | 'database' | 'events'> {
  readonly inFlight: InFlight
  readonly writer: Writer
}

/** Ends a question here, or tells the instance that has it. Error: `not_found`. */
export async function endQuery(queryId: string, needs: Needs): Promise<void> {
  const { inFlight, writer, druid, database, events } = needs
  if (inFlight.cancel(queryId)) return
  const others = await database.runningQueries.elsewhere(writer)
  // One that began a moment ago is not told of yet: Druid knows it already.
  if (!others.some((query) => query.queryId === queryId) && !(await druid.cancelSql(queryId)))
    throw new ProductError('not_found', `There is no question ${queryId} under way; it may have ended.`)
  await events.publish({ kind: 'query', id: queryId })
}
