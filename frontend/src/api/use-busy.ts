import { notifyManager, useQueryClient } from '@tanstack/react-query'
import { useCallback, useSyncExternalStore } from 'react'

/** Whether anything under a key is on its way; who asks is drawn again when that turns, not at each answer. */
export function useBusy(key: string): boolean {
  const client = useQueryClient()
  const subscribe = useCallback(
    (changed: () => void) => client.getQueryCache().subscribe(notifyManager.batchCalls(changed)),
    [client],
  )
  return useSyncExternalStore(subscribe, () => client.isFetching({ queryKey: [key] }) > 0)
}
