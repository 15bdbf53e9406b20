import { useState } from 'react'
import { readHistory, withEntry, writeHistory } from './history.ts'
import type { Run } from './use-run.ts'

/** The statements of this browser; another tab's are read before one is added. */
export function useHistory() {
  const [entries, setEntries] = useState(() => readHistory(localStorage))
  const put = (next: typeof entries) => {
    writeHistory(localStorage, next)
    setEntries(next)
  }
  return {
    entries,
    add: ({ queryId, statement, startedAt, state, result, elapsedMs }: Run) => {
      if (state === 'running') return
      const rows = result?.rows.length ?? 0
      put(
        withEntry(readHistory(localStorage), {
          id: queryId,
          statement,
          at: startedAt,
          outcome: state,
          rows,
          elapsedMs: elapsedMs ?? 0,
        }),
      )
    },
    clear: () => put([]),
  }
}
