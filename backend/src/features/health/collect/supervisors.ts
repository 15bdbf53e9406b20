import type { SupervisorFacts } from './facts.ts'
import { figure, type Row, text } from './row.ts'

export const supervisorsSql =
  'SELECT supervisor_id, state, detailed_state, healthy, suspended, source FROM sys.supervisors'

export const toSupervisors = (rows: readonly Row[]): readonly SupervisorFacts[] =>
  rows.map((row) => ({
    id: String(row.supervisor_id),
    state: text(row.detailed_state) ?? text(row.state) ?? 'unknown',
    isHealthy: figure(row.healthy) === 1 || row.healthy === true,
    isSuspended: figure(row.suspended) === 1 || row.suspended === true,
    source: text(row.source),
  }))
