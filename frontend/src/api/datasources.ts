import { getDatasource, getTimeline, listDatasources } from '@nemeton/contract'
import { queryOptions } from '@tanstack/react-query'
import { call } from './call.ts'

export const datasourcesQuery = queryOptions({
  queryKey: ['datasources'],
  queryFn: ({ signal }) => call(listDatasources, { signal }),
})

/** How fresh it has to be, the page that shows it says. */
export const datasourceQuery = (name: string) =>
  queryOptions({
    queryKey: ['datasource', name],
    queryFn: ({ signal }) => call(getDatasource, { params: { name }, signal }),
  })

export const timelineQuery = (name: string) =>
  queryOptions({
    queryKey: ['timeline', name],
    queryFn: ({ signal }) => call(getTimeline, { params: { name }, signal }),
  })
