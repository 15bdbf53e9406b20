import type { IngestionStatus } from '@nemeton/contract'

export const terminal = ['queryable', 'failed', 'canceled'] as const satisfies readonly IngestionStatus[]
type Open = Exclude<IngestionStatus, (typeof terminal)[number]>

/**
 * What may follow each open status, besides `failed` and `canceled`. Always forward; a run without a task leaves out what
 * is the task's, and a task may have ended before anyone saw it run. PostgreSQL refuses the rest by migration 0005: what
 * changes here needs a migration.
 */
const next: Readonly<Record<Open, readonly IngestionStatus[]>> = {
  queued: ['staging', 'publishing', 'loading'],
  staging: ['submitted', 'publishing', 'loading'],
  submitted: ['waiting', 'running', 'publishing', 'loading'],
  waiting: ['running', 'publishing'],
  running: ['publishing'],
  publishing: ['loading'],
  loading: ['queryable'],
}

export const isTerminal = (status: IngestionStatus): boolean => (terminal as readonly string[]).includes(status)

/** To stay is no transition and always legal. */
export function isLegal(from: IngestionStatus, to: IngestionStatus): boolean {
  if (from === to) return true
  if (isTerminal(from)) return false
  return to === 'failed' || to === 'canceled' || next[from as Open].includes(to)
}
