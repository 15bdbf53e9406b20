import { randomUUID } from 'node:crypto'
import {
  createDashboard,
  createView,
  type Dashboard,
  deleteDashboard,
  deleteView,
  getDashboard,
  getView,
  listDashboards,
  listViews,
  type Tile,
  updateDashboard,
  updateView,
  type View,
} from '@nemeton/contract'
import t from 'tap'
import type { Answer } from './exchange.ts'
import { ask, call } from './service.ts'
import { freshName, rows } from './tables.ts'

const datasource = freshName('views')
t.teardown(async () => {
  await rows('DELETE FROM views WHERE datasource_name = $1', [datasource])
  await rows('DELETE FROM dashboards WHERE name LIKE $1', [`%${datasource}`])
})

const draft = (name: string) => ({ name, datasource, exploration: `v=1&datasource=${datasource}&name=${name}` })
const tile = (changes: Partial<Tile> = {}): Tile => ({
  id: randomUUID(),
  title: 'Sales by branch',
  datasource,
  exploration: 'v=1&splits=branch',
  x: 0,
  y: 0,
  width: 6,
  height: 4,
  ...changes,
})
const refused = (answer: Answer, names: RegExp) => {
  t.equal(answer.status, 400, answer.text)
  t.match(answer.json, { data: null, error: { code: 'invalid_request' } })
  t.match(JSON.stringify(answer.json.error), names)
}

t.test('a view is saved, read, replaced and removed', async (t) => {
  const saved = await ask(createView, { body: { ...draft('Ventes d’été'), name: '  Ventes d’été ' } })
  t.match(saved, { name: 'Ventes d’été', datasource, exploration: draft('Ventes d’été').exploration })
  const params = { id: saved.id }
  t.same(await ask(getView, { params }), saved)

  const changed = await ask(updateView, { params, body: { ...draft('Winter'), exploration: 'v=2' } })
  t.match(changed, { id: saved.id, name: 'Winter', exploration: 'v=2', createdAt: saved.createdAt })
  t.ok(changed.updatedAt >= saved.updatedAt)
  t.same(await ask(getView, { params }), changed)

  t.same(await ask(deleteView, { params }), params)
  for (const answer of await Promise.all([
    call(getView, { params }),
    call(updateView, { params, body: draft('Winter') }),
    call(deleteView, { params }),
  ])) {
    t.equal(answer.status, 404)
    t.match(answer.json.error, { code: 'not_found', message: new RegExp(`${saved.id}.*/api/v1/views`) })
  }
})

t.test('views are listed by name, whatever their capitals, each once over all pages', async (t) => {
  const names = ['banana', 'Apple', 'cherry', 'apple', 'Égypte', 'Banana', 'apple', '10', '日本']
  for (const name of names) await ask(createView, { body: draft(name) })
  const whole = await ask(listViews, { query: { datasource } })
  t.same(whole.items.map(({ name }) => name).sort(), [...names].sort())
  t.equal(whole.nextCursor, null)
  const place = (name: string) => whole.items.findIndex((view) => view.name === name)
  t.ok(Math.max(place('Apple'), place('apple')) < Math.min(place('banana'), place('Banana')))
  t.ok(Math.max(place('banana'), place('Banana')) < place('cherry'))

  const paged: View[] = []
  let cursor: string | null = null
  do {
    const page: { items: View[]; nextCursor: string | null } = await ask(listViews, {
      query: { datasource, limit: 2, ...(cursor && { cursor }) },
    })
    t.ok(page.items.length <= 2)
    paged.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null)
  t.same(paged, whole.items)
  t.same((await ask(listViews, { query: { datasource: `${datasource}_other` } })).items, [])
})

t.test('a view that is no view is refused, and a cursor that is none', async () => {
  const body = draft('Fine')
  refused(await call(createView, { body: { ...body, name: '   ' } }), /name/)
  refused(await call(createView, { body: { ...body, name: 'n'.repeat(201) } }), /name/)
  refused(await call(createView, { body: { ...body, exploration: 'x'.repeat(20_001) } }), /exploration/)
  refused(await call(createView, { body: { ...body, datasource: '' } }), /datasource/)
  refused(await call(createView, { body: { ...body, owner: 'me' } as never }), /owner/)
  refused(await call(createView, { body: { ...body, name: 'a\0b' } }), /NUL/)
  refused(await call(getView, { params: { id: 'one' } }), /id/)
  for (const wrong of ['x', '[1]', '["a","b"]', '["a","00000000-0000-0000-0000-00000000000"]', '["\\u0000","x"]'])
    refused(await call(listViews, { query: { cursor: Buffer.from(wrong).toString('base64url') } }), /cursor/)
})

t.test('a dashboard keeps its tiles as they were laid out', async (t) => {
  const tiles = [tile(), tile({ x: 6, title: '' }), tile({ y: 4, width: 12, exploration: 'v=1&chart=line' })]
  const body = { name: `Monday ${datasource}`, tiles, refreshSeconds: 60 }
  const saved = await ask(createDashboard, { body })
  t.match(saved, body)
  const params = { id: saved.id }
  t.same(await ask(getDashboard, { params }), saved)

  const changed = await ask(updateDashboard, { params, body: { name: body.name, tiles: tiles.slice(1) } })
  t.same(changed.tiles, tiles.slice(1))
  t.equal(changed.refreshSeconds, null)
  const other = await ask(createDashboard, { body: { name: `Empty ${datasource}`, tiles: [] } })
  const listed = await everyDashboard()
  t.same(
    listed.filter(({ name }) => name.endsWith(datasource)),
    [other, changed],
  )

  t.same(await ask(deleteDashboard, { params }), params)
  for (const answer of await Promise.all([
    call(getDashboard, { params }),
    call(updateDashboard, { params, body }),
    call(deleteDashboard, { params }),
  ])) {
    t.equal(answer.status, 404)
    t.match(answer.json.error, { code: 'not_found', message: new RegExp(`${saved.id}.*/api/v1/dashboards`) })
  }
})

t.test('a dashboard that is none is refused and says what is wrong', async () => {
  const make = (body: object) => call(createDashboard, { body: { name: 'Monday', tiles: [tile()], ...body } })
  const twin = tile()
  refused(await make({ tiles: [twin, { ...twin, x: 6 }] }), /id of its own/)
  refused(await make({ tiles: [tile({ x: 8, width: 6 })] }), /twelve columns/)
  refused(await make({ tiles: Array.from({ length: 51 }, () => tile()) }), /tiles/)
  refused(
    await make({ tiles: Array.from({ length: 11 }, () => tile({ exploration: 'x'.repeat(20_000) })) }),
    /200000 characters/,
  )
  refused(await make({ tiles: [{ ...tile(), colour: 'red' }] }), /colour/)
  refused(await make({ refreshSeconds: 1 }), /refreshSeconds/)
})

async function everyDashboard(): Promise<Dashboard[]> {
  const found: Dashboard[] = []
  let cursor: string | null = null
  do {
    const page: { items: Dashboard[]; nextCursor: string | null } = await ask(listDashboards, {
      query: { limit: 1, ...(cursor && { cursor }) },
    })
    found.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null)
  return found
}
