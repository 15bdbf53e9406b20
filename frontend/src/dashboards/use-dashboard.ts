import { type Dashboard, updateDashboard } from '@nemeton/contract'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useRef } from 'react'
import { call } from '../api/call.ts'
import { dashboardQuery, dashboardsQuery } from '../api/dashboards.ts'

const settleMs = 500

export type Change = (before: Dashboard) => Partial<Pick<Dashboard, 'name' | 'tiles' | 'refreshSeconds'>>

/** A dashboard whose changes are seen at once and kept a moment later, several steps of a move together. */
export function useDashboard(id: string) {
  const client = useQueryClient()
  const { queryKey } = dashboardQuery(id)
  const query = useQuery({ ...dashboardQuery(id), refetchOnReconnect: false })
  const timer = useRef<number | undefined>(undefined)
  const save = useMutation({
    // One after the other: the last change is the last to arrive.
    scope: { id: `dashboard ${id}` },
    mutationFn: ({ name, tiles, refreshSeconds }: Dashboard) =>
      call(updateDashboard, { params: { id }, body: { name, tiles, refreshSeconds } }),
    onSuccess: () => client.invalidateQueries({ queryKey: dashboardsQuery.queryKey }),
  })
  const { mutate } = save
  const keep = useCallback(() => {
    window.clearTimeout(timer.current)
    timer.current = undefined
    const now = client.getQueryData<Dashboard>(queryKey)
    if (now) mutate(now)
  }, [client, queryKey, mutate])
  const latest = useRef(keep)
  latest.current = keep
  // What was changed in the last moment before leaving is kept too.
  useEffect(() => () => void (timer.current !== undefined && latest.current()), [])
  const change = useCallback(
    (make: Change) => {
      client.setQueryData<Dashboard>(queryKey, (before) => before && { ...before, ...make(before) })
      window.clearTimeout(timer.current)
      timer.current = window.setTimeout(() => latest.current(), settleMs)
    },
    [client, queryKey],
  )
  return { query, change, save, keep }
}
