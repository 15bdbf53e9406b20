import type { ServerFacts } from './facts.ts'
import { figure, instant, type Row, text } from './row.ts'

/** All columns: their names differ between versions. */
export const serversSql = 'SELECT * FROM sys.servers'

export const toServers = (rows: readonly Row[]): readonly ServerFacts[] =>
  rows.map((row) => {
    const role = String(row.server_type ?? 'unknown').toLowerCase()
    const leader = figure(row.is_leader)
    return {
      id: `${role}:${row.server}`,
      server: String(row.server),
      role,
      tier: text(row.tier),
      // Old versions say the least of all numbers where a role has no leader.
      leader: leader === null || Math.abs(leader) > 1 ? null : leader === 1,
      startedAt: instant(row.start_time),
      usedBytes: figure(row.curr_size ?? row.current_size),
      mostBytes: figure(row.max_size),
      version: text(row.version),
      latencyMs: null,
    }
  })
