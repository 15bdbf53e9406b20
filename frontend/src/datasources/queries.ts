import { getCompaction, getRetention, listDrops, listIngestions } from '@nemeton/contract'
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { call } from '../api/call.ts'

/** Druid's table of segments follows what can be queried after a moment: nobody has to reload for the rest. */
export const refetchInterval = 10_000

export const dropsQuery = (name: string) =>
  queryOptions({
    queryKey: ['drops', name],
    queryFn: ({ signal }) => call(listDrops, { params: { name }, signal }),
  })

export const loadsQuery = (datasource: string) =>
  queryOptions({
    queryKey: ['ingestions', datasource],
    queryFn: ({ signal }) => call(listIngestions, { query: { datasource, limit: 20 }, signal }),
  })

export const retentionQuery = (name: string) =>
  queryOptions({
    queryKey: ['retention', name],
    queryFn: ({ signal }) => call(getRetention, { params: { name }, signal }),
  })

export const compactionQuery = (name: string) =>
  queryOptions({
    queryKey: ['compaction', name],
    queryFn: ({ signal }) => call(getCompaction, { params: { name }, signal }),
    refetchInterval: ({ state }) => (state.data?.enabled ? 10_000 : false),
  })

/** Rows came or went: everything that was asked of the datasource is asked again. */
export async function forgetAnswers(client: QueryClient, name: string): Promise<void> {
  for (const key of ['distinct', 'query', 'timeline', 'retention', 'compaction'])
    client.removeQueries({ queryKey: [key], type: 'inactive' })
  await Promise.all(
    [['datasources'], ['datasource', name], ['drops', name], ['timeline', name]].map((queryKey) =>
      client.invalidateQueries({ queryKey }),
    ),
  )
}
