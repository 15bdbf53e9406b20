import { type Ingestion, watchIngestion } from '@nemeton/contract'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { watch } from '../api/events.ts'
import { ingestionQuery, ingestionsQuery } from './queries.ts'
import { isOver } from './status.ts'

/** The newest run of an upload, or the one that the link names; null when there was none. */
export function useIngestionOf(uploadId: string, named: string | null) {
  const list = useQuery({ ...ingestionsQuery, enabled: named === null })
  const newest = list.data?.items
    .filter((ingestion) => ingestion.uploadIds.includes(uploadId))
    .toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt))[0]
  const id = named ?? newest?.id ?? null
  return { id, pending: named === null && list.isPending }
}

/** One ingestion, followed by its events until it is over; asked for again when the events break. */
export function useIngestion(id: string): { readonly ingestion: Ingestion | null; readonly error: unknown } {
  const client = useQueryClient()
  const [live, setLive] = useState(true)
  const query = useQuery({
    ...ingestionQuery(id),
    refetchInterval: ({ state }) => (state.data && isOver(state.data.status) ? false : live ? 10_000 : 1500),
  })
  const over = query.data !== undefined && isOver(query.data.status)
  const undoOf = query.data?.undoOf ?? null
  useEffect(() => {
    if (over) {
      void client.invalidateQueries({ queryKey: ingestionsQuery.queryKey })
      void client.invalidateQueries({ queryKey: ['datasources'] })
      void client.invalidateQueries({ queryKey: ['plan'] })
      if (undoOf !== null) void client.invalidateQueries({ queryKey: ingestionQuery(undoOf).queryKey })
      return
    }
    return watch(watchIngestion, {
      params: { id },
      onLive: setLive,
      onEvent: (ingestion) => client.setQueryData(ingestionQuery(id).queryKey, ingestion),
    })
  }, [id, over, undoOf, client])
  return { ingestion: query.data ?? null, error: query.error }
}
