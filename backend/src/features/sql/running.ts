import { ProductError } from '@nemeton/contract'

/**
 * The queries whose results pass through this instance. Druid's own cancel ends no result that has begun to flow, so
 * these are ended here; several may share an id.
 */
export interface RunningQueries {
  /** The signal aborts when the client leaves, too. */
  begin(sqlQueryId: string, left: AbortSignal): { readonly signal: AbortSignal; end(): void }
  has(sqlQueryId: string): boolean
  /** True when there was one. */
  cancel(sqlQueryId: string): boolean
}

export function createRunningQueries(): RunningQueries {
  const running = new Map<string, Set<AbortController>>()
  return {
    begin: (id, left) => {
      const controller = new AbortController()
      left.addEventListener('abort', () => controller.abort(left.reason), { once: true })
      const same = running.get(id) ?? new Set()
      running.set(id, same.add(controller))
      return {
        signal: controller.signal,
        end: () => {
          same.delete(controller)
          if (same.size === 0 && running.get(id) === same) running.delete(id)
        },
      }
    },
    has: (id) => running.has(id),
    cancel: (id) => {
      const found = running.get(id)
      for (const controller of found ?? []) controller.abort(new ProductError('canceled', 'The query was canceled.'))
      return found !== undefined
    },
  }
}
