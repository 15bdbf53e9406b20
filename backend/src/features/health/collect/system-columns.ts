import type { Ports } from '../../../ports/ports.ts'

/** Which columns each `sys` table has: they differ between versions, and a broker may be replaced by a newer one. */
export interface Columns {
  /** By table; asked anew every ten minutes. */
  learn(signal: AbortSignal, spend: () => void): Promise<ReadonlyMap<string, ReadonlySet<string>>>
}

const freshMs = 600_000
const query = "SELECT TABLE_NAME, COLUMN_NAME FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = 'sys'"

export function createSystemColumns({ druid }: Pick<Ports, 'druid'>): Columns {
  let known: ReadonlyMap<string, ReadonlySet<string>> = new Map()
  let at = 0
  return {
    learn: async (signal, spend) => {
      if (known.size > 0 && Date.now() - at < freshMs) return known
      spend()
      const tables = new Map<string, Set<string>>()
      for (const row of await druid.systemRows(query, signal)) {
        const columns = tables.get(String(row.TABLE_NAME)) ?? new Set()
        tables.set(String(row.TABLE_NAME), columns.add(String(row.COLUMN_NAME)))
      }
      known = tables
      at = Date.now()
      return known
    },
  }
}
