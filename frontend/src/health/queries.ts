import { getDruidHealth, getHealth, getHousekeeping } from '@nemeton/contract'
import { queryOptions } from '@tanstack/react-query'
import { call } from '../api/call.ts'

/** Asked every five seconds; not while the tab is hidden. */
const refetchInterval = 5000

export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: ({ signal }) => call(getHealth, { signal }),
  refetchInterval,
  staleTime: 0,
  retry: false,
})

export const druidQuery = queryOptions({
  queryKey: ['health', 'druid'],
  queryFn: ({ signal }) => call(getDruidHealth, { signal }),
  refetchInterval,
  staleTime: 0,
  retry: false,
})

export const housekeepingQuery = queryOptions({
  queryKey: ['housekeeping'],
  queryFn: ({ signal }) => call(getHousekeeping, { signal }),
})
