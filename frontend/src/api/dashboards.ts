import { type Dashboard, getDashboard, listDashboards } from '@nemeton/contract'
import { queryOptions } from '@tanstack/react-query'
import { call } from './call.ts'

const mostPages = 20

/** Every dashboard, by name. */
export const dashboardsQuery = queryOptions({
  queryKey: ['dashboards'],
  queryFn: async ({ signal }): Promise<readonly Dashboard[]> => {
    const dashboards: Dashboard[] = []
    let cursor: string | undefined
    for (let page = 0; page < mostPages; page += 1) {
      const { items, nextCursor } = await call(listDashboards, { query: { cursor }, signal })
      dashboards.push(...items)
      if (nextCursor === null) break
      cursor = nextCursor
    }
    return dashboards
  },
})

export const dashboardQuery = (id: string) =>
  queryOptions({ queryKey: ['dashboard', id], queryFn: ({ signal }) => call(getDashboard, { params: { id }, signal }) })
