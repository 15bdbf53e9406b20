import { getView, listViews, type View } from '@nemeton/contract'
import { queryOptions } from '@tanstack/react-query'
import { call } from './call.ts'

const mostPages = 20

/** Every saved exploration, by name. */
export const viewsQuery = queryOptions({
  queryKey: ['views'],
  queryFn: async ({ signal }): Promise<readonly View[]> => {
    const views: View[] = []
    let cursor: string | undefined
    for (let page = 0; page < mostPages; page += 1) {
      const { items, nextCursor } = await call(listViews, { query: { cursor }, signal })
      views.push(...items)
      if (nextCursor === null) break
      cursor = nextCursor
    }
    return views
  },
})

export const viewQuery = (id: string) =>
  queryOptions({ queryKey: ['view', id], queryFn: ({ signal }) => call(getView, { params: { id }, signal }) })
