import { getHealth, getIngestion, getUpload, listIngestions, listUploads, previewUndo } from '@nemeton/contract'
import { queryOptions } from '@tanstack/react-query'
import { call } from '../api/call.ts'

export const uploadQuery = (id: string) =>
  queryOptions({
    queryKey: ['upload', id],
    queryFn: ({ signal }) => call(getUpload, { params: { id }, signal }),
  })

export const uploadsQuery = queryOptions({
  queryKey: ['uploads'],
  queryFn: ({ signal }) => call(listUploads, { query: { limit: 100 }, signal }),
})

export const ingestionQuery = (id: string) =>
  queryOptions({
    queryKey: ['ingestion', id],
    queryFn: ({ signal }) => call(getIngestion, { params: { id }, signal }),
  })

/** Asked of Druid each time that it is shown: others may have touched the segments. */
export const undoQuery = (id: string) =>
  queryOptions({
    queryKey: ['undo', id],
    queryFn: ({ signal }) => call(previewUndo, { params: { id }, signal }),
    staleTime: 0,
  })

export const ingestionsQuery = queryOptions({
  queryKey: ['ingestions'],
  queryFn: ({ signal }) => call(listIngestions, { query: { limit: 200 }, signal }),
})

/** The service's own limits; asked for once. */
export const limitsQuery = queryOptions({
  queryKey: ['limits'],
  queryFn: async ({ signal }) => (await call(getHealth, { signal })).limits,
  staleTime: Number.POSITIVE_INFINITY,
})
