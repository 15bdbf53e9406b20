import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { list, page } from './uploads.ts'

const id = z.uuid()
const name = z.string().trim().min(1).max(200)
/** The explore page's state as it stands in the address, without the question mark. */
const exploration = z.string().max(20_000)

/** A saved exploration. */
export const view = z.object({
  id,
  name,
  datasource: z.string(),
  exploration,
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
export type View = z.infer<typeof view>

const viewDraft = z.object({ name, datasource: z.string().min(1).max(255), exploration }).strict()

/** One visualization of an exploration on a grid of twelve columns; places and sizes in cells. */
export const tile = z
  .object({
    id,
    title: z.string().trim().max(200),
    datasource: z.string().min(1).max(255),
    exploration,
    x: z.number().int().min(0).max(11),
    y: z.number().int().min(0).max(1000),
    width: z.number().int().min(1).max(12),
    height: z.number().int().min(1).max(24),
  })
  .strict()
export type Tile = z.infer<typeof tile>

export const dashboard = z.object({
  id,
  name,
  tiles: z.array(tile),
  /** How often the page asks anew; null: only when told to. */
  refreshSeconds: z.number().int().min(10).max(86_400).nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
export type Dashboard = z.infer<typeof dashboard>

/** Room for fifty tiles, each as long as people make them, or for a few long ones. */
const mostExplorations = 200_000

const dashboardDraft = z
  .object({
    name,
    tiles: z
      .array(tile)
      .max(50)
      .refine((tiles) => new Set(tiles.map((one) => one.id)).size === tiles.length, 'each tile has an id of its own')
      .refine((tiles) => tiles.every(({ x, width }) => x + width <= 12), 'a tile ends within the twelve columns')
      .refine(
        (tiles) => tiles.reduce((sum, one) => sum + one.exploration.length, 0) <= mostExplorations,
        `the explorations of all tiles together have ${mostExplorations} characters at most`,
      ),
    refreshSeconds: dashboard.shape.refreshSeconds.default(null),
  })
  .strict()

const one = z.object({ id })

export const listViews = endpoint({
  method: 'GET',
  path: '/api/v1/views',
  summary: 'Saved explorations, by name',
  access: 'user',
  query: page.extend({ datasource: z.string().max(255).optional() }),
  result: list(view),
})
export const getView = endpoint({
  method: 'GET',
  path: '/api/v1/views/:id',
  summary: 'One saved exploration',
  access: 'user',
  params: one,
  result: view,
})
export const createView = endpoint({
  method: 'POST',
  path: '/api/v1/views',
  summary: 'Save an exploration',
  access: 'user',
  status: 201,
  body: viewDraft,
  result: view,
})
export const updateView = endpoint({
  method: 'PUT',
  path: '/api/v1/views/:id',
  summary: 'Rename or replace a saved exploration',
  access: 'user',
  params: one,
  body: viewDraft,
  result: view,
})
export const deleteView = endpoint({
  method: 'DELETE',
  path: '/api/v1/views/:id',
  summary: 'Remove a saved exploration',
  access: 'user',
  params: one,
  result: one,
})

export const listDashboards = endpoint({
  method: 'GET',
  path: '/api/v1/dashboards',
  summary: 'Dashboards, by name',
  access: 'user',
  query: page,
  result: list(dashboard),
})
export const getDashboard = endpoint({
  method: 'GET',
  path: '/api/v1/dashboards/:id',
  summary: 'One dashboard with its tiles',
  access: 'user',
  params: one,
  result: dashboard,
})
export const createDashboard = endpoint({
  method: 'POST',
  path: '/api/v1/dashboards',
  summary: 'Save a dashboard',
  access: 'user',
  status: 201,
  body: dashboardDraft,
  result: dashboard,
})
export const updateDashboard = endpoint({
  method: 'PUT',
  path: '/api/v1/dashboards/:id',
  summary: 'Replace a dashboard',
  access: 'user',
  params: one,
  body: dashboardDraft,
  result: dashboard,
})
export const deleteDashboard = endpoint({
  method: 'DELETE',
  path: '/api/v1/dashboards/:id',
  summary: 'Remove a dashboard',
  access: 'user',
  params: one,
  result: one,
})
