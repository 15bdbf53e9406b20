import {
  createDashboard,
  createView,
  deleteDashboard,
  deleteView,
  getDashboard,
  getView,
  listDashboards,
  listViews,
  ProductError,
  updateDashboard,
  updateView,
} from '@nemeton/contract'
import type { FastifyInstance } from 'fastify'
import { serve } from '../../http/serve.ts'
import type { Ports } from '../../ports/ports.ts'

/** Far more than people save, and little enough for PostgreSQL to hold. */
const mostViews = 10_000
const mostDashboards = 1000

export function viewRoutes(app: FastifyInstance, { database: { views, dashboards } }: Pick<Ports, 'database'>): void {
  serve(app, listViews, ({ query }) => views.list(query))
  serve(app, getView, async ({ params }) => found(await views.find(params.id), 'view', params.id))
  serve(app, createView, async ({ body }) => room(await views.create(body, mostViews), 'views', mostViews))
  serve(app, updateView, async ({ params, body }) => found(await views.replace(params.id, body), 'view', params.id))
  serve(app, deleteView, async ({ params: { id } }) => found((await views.remove(id)) ? { id } : null, 'view', id))

  serve(app, listDashboards, ({ query }) => dashboards.list(query))
  serve(app, getDashboard, async ({ params }) => found(await dashboards.find(params.id), 'dashboard', params.id))
  serve(app, createDashboard, async ({ body }) =>
    room(await dashboards.create(body, mostDashboards), 'dashboards', mostDashboards),
  )
  serve(app, updateDashboard, async ({ params, body }) =>
    found(await dashboards.replace(params.id, body), 'dashboard', params.id),
  )
  serve(app, deleteDashboard, async ({ params: { id } }) =>
    found((await dashboards.remove(id)) ? { id } : null, 'dashboard', id),
  )
}

function found<T>(value: T | null, what: 'view' | 'dashboard', id: string): T {
  if (value !== null) return value
  throw new ProductError(
    'not_found',
    `There is no ${what} ${id}; it may have been removed. GET /api/v1/${what}s lists those there are.`,
  )
}

function room<T>(value: T | null, what: 'views' | 'dashboards', most: number): T {
  if (value !== null) return value
  throw new ProductError('conflict', `There are ${most} ${what} already, and no room for more. Remove some first.`)
}
