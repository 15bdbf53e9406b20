import type { Ingestion } from '@nemeton/contract'
import type { Ports } from '../../ports/ports.ts'
import { toContract } from './answer.ts'

type Needs = Pick<Ports, 'database' | 'events'>
const ended = (ingestion: Ingestion) => ['queryable', 'failed', 'canceled'].includes(ingestion.status)

/** The whole ingestion at once, then after each change, until it ends. */
export async function* watchOne(
  id: string,
  { database, events }: Needs,
  signal: AbortSignal,
): AsyncGenerator<Ingestion> {
  const changes = events.changes((change) => change.kind === 'ingestion' && change.id === id, signal)
  const first = await database.ingestions.find(id)
  if (first === null) return
  yield toContract(first)
  if (ended(toContract(first))) return
  for await (const _change of changes) {
    const stored = await database.ingestions.find(id)
    if (stored === null) return
    const ingestion = toContract(stored)
    yield ingestion
    if (ended(ingestion)) return
  }
}

/** Each ingestion that changes. */
export async function* watchAll({ database, events }: Needs, signal: AbortSignal): AsyncGenerator<Ingestion> {
  for await (const change of events.changes(({ kind }) => kind === 'ingestion', signal)) {
    if (change === null) continue
    const stored = await database.ingestions.find(change.id)
    if (stored !== null) yield toContract(stored)
  }
}
