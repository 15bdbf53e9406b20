import type { LogEvent } from 'kysely'
import type { Telemetry } from '../telemetry/telemetry.ts'
import { translate } from './error.ts'

const operations: Readonly<Record<string, string>> = {
  SelectQueryNode: 'select',
  InsertQueryNode: 'insert',
  UpdateQueryNode: 'update',
  DeleteQueryNode: 'delete',
  RawNode: 'raw',
}

/** Told by Kysely of each statement once it has ended; its text and values stay there. */
export function measuredStatements({ beginCall }: Telemetry): (event: LogEvent) => void {
  return (event) => {
    const operation = operations[event.query.query.kind] ?? 'other'
    const end = beginCall({ part: 'database', operation, agoMs: event.queryDurationMillis })
    end(event.level === 'error' ? translate(event.error) : undefined)
  }
}
