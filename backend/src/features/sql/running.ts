import { ProductError } from '@nemeton/contract'

/**
 * The queries whose results pass through this instance. Druid's own cancel ends no result that has begun to flow, so
 * these are ended here; several may share an id.
 */
export interface RunningQueries {
  /** Returns what to call when the query has ended. */
  begin(sqlQueryId: string, abort: Abort): () => void
  has(sqlQueryId: string): boolean
  /** True when there was one. */
  cancel(sqlQueryId: string): boolean
}

type Abort = (reason: ProductError) => void

export function createRunningQueries(): RunningQueries {
  const running = new Map<string, Set<Abort>>()
  return {
    begin: (id, abort) => {
      const same = running.get(id) ?? new Set()
      running.set(id, same.add(abort))
      return () => {
        same.delete(abort)
        if (same.size === 0 && running.get(id) === same) running.delete(id)
      }
    },
    has: (id) => running.has(id),
    cancel: (id) => {
      const found = running.get(id)
      for (const abort of [...(found ?? [])]) abort(new ProductError('canceled', 'The query was canceled.'))
      return found !== undefined
    },
  }
}
