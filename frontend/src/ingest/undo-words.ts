import type { Ingestion, UndoAccount } from '@nemeton/contract'
import { formatCount } from '../format/number.ts'

/** What an undo does, as a sentence. */
export function undoWords({ takesOut, bringsBack }: UndoAccount): string {
  const out = `Takes out the ${formatCount(takesOut.rows, 'row')} that this load put in`
  if (bringsBack.segments === 0) return `${out}; it replaced nothing.`
  const rows =
    bringsBack.rows === null ? formatCount(bringsBack.segments, 'segment') : formatCount(bringsBack.rows, 'row')
  return `${out} and brings back the ${rows} that it replaced.`
}

/** The status as a person reads it: an undo that is queryable has undone. */
export function runWords({ status, kind, undo }: Ingestion): string {
  return undo.undone || (kind === 'undo' && status === 'queryable') ? 'undone' : status
}
