import { createView, deleteView, updateView, type View } from '@nemeton/contract'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { call } from '../api/call.ts'
import { viewQuery, viewsQuery } from '../api/views.ts'

type Draft = Pick<View, 'name' | 'datasource' | 'exploration'>

/** The saved views of a datasource, and which of them is shown: the one just opened stays so while it is changed. */
export function useViews(datasource: string, exploration: string) {
  const query = useQuery(viewsQuery)
  const views = query.data?.filter((view) => view.datasource === datasource) ?? []
  const opened = useRef<string | null>(null)
  const same = views.find((view) => view.exploration === exploration)
  if (same) opened.current = same.id
  const shown = same ?? views.find(({ id }) => id === opened.current) ?? null
  return { query, views, shown, isChanged: shown !== null && same === undefined }
}

/** Saves anew, or in the place of one that there is. */
export function useSaveView(onSaved: (view: View) => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, name, datasource, exploration }: Draft & { readonly id: string | null }) => {
      const body = { name, datasource, exploration }
      return id === null ? call(createView, { body }) : call(updateView, { params: { id }, body })
    },
    onSuccess: (view) => {
      client.setQueryData(viewQuery(view.id).queryKey, view)
      client.setQueryData(viewsQuery.queryKey, (before) =>
        [...(before ?? []).filter(({ id }) => id !== view.id), view].toSorted((one, other) =>
          one.name.localeCompare(other.name),
        ),
      )
      onSaved(view)
    },
  })
}

export function useDeleteView(onDeleted: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => call(deleteView, { params: { id } }),
    onSuccess: ({ id }) => {
      client.removeQueries({ queryKey: viewQuery(id).queryKey })
      client.setQueryData(viewsQuery.queryKey, (before) => before?.filter((view) => view.id !== id))
      onDeleted()
    },
  })
}
