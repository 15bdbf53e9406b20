import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { build } from 'vite'
import { chunkOf as chunkOfModule, chunksOf, closure, entriesOf } from '../build/closure.ts'
import { patterns } from '../src/paths.ts'

const root = join(import.meta.dirname, '..')
// what the runner says of itself must not make a build of another kind
process.env.NODE_ENV = 'production'
const built = await build({ root, mode: 'production', logLevel: 'error', build: { write: false } })
const { output } = 'output' in built ? built : { output: [] }
const chunks = chunksOf(output)
const chunkOf = (module: string) => chunkOfModule(join(root, 'src', module), chunks)
const entry = entriesOf(chunks)
const initial = (page: readonly string[]) => closure([...entry, ...page.map(chunkOf)], chunks)
const kilobytes = (names: ReadonlySet<string>): number =>
  [...names].reduce((sum, name) => sum + gzipSync(chunks.get(name)?.code ?? '').length, 0) / 1000
const modulesOf = (names: ReadonlySet<string>): readonly string[] =>
  [...names].flatMap((name) => chunks.get(name)?.moduleIds ?? [])

const pages: Readonly<Record<string, readonly string[]>> = {
  Ingest: ['ingest/IngestPage.tsx'],
  'one upload': ['ingest/UploadPage.tsx'],
  'the start of Explore': ['explore/ExploreStart.tsx'],
  Explore: ['explore/ExplorePage.tsx'],
  Dashboards: ['dashboards/DashboardsPage.tsx'],
  'one dashboard': ['dashboards/DashboardPage.tsx'],
  Datasources: ['datasources/DatasourcesPage.tsx'],
  'one datasource': ['datasources/DatasourcePage.tsx'],
  SQL: ['sql/SqlPage.tsx'],
  Health: ['health/HealthPage.tsx'],
}

t.test('the scripts that a page waits for are at most 250 kB', async (t) => {
  t.equal(entry.length, 1)
  for (const [name, page] of Object.entries(pages)) {
    const size = kilobytes(initial(page))
    t.comment(`figure: scripts of ${name}: ${size.toFixed(1)} kB`)
    t.ok(size > 100 && size <= 250, `${name}: ${size.toFixed(1)} kB`)
  }
})

t.test('Explore asks before the code of charts, tables and menus has come', async (t) => {
  const early = initial(pages.Explore ?? [])
  const late = /node_modules\/(recharts|d3-|@floating-ui|@tanstack\/(react-table|react-virtual|table-core))/
  t.same(
    modulesOf(early).filter((module) => late.test(module)),
    [],
  )
  t.ok([...chunks.values()].some(({ moduleIds }) => moduleIds.some((module) => module.includes('recharts'))))
  t.ok(kilobytes(early) <= 235, `${kilobytes(early).toFixed(1)} kB`)
})

t.test('a tip brings nothing of Explore along', async (t) => {
  for (const module of ['ui/Tip.tsx', 'ui/PlacedFlyout.tsx'])
    t.same(
      modulesOf(closure([chunkOf(module)], chunks)).filter((one) => one.includes('/src/explore/')),
      [],
      module,
    )
})

t.test('the service is told what each page waits for', async (t) => {
  const file = output.find(({ fileName }) => fileName === 'ahead.json')
  const ahead = JSON.parse(file?.type === 'asset' ? String(file.source) : '{}') as Record<string, readonly string[]>
  const scripts = (pattern: string) => (ahead[pattern] ?? []).filter((name) => name.endsWith('.js'))
  const own: Readonly<Record<string, readonly string[]>> = {
    [patterns.ingest]: pages.Ingest ?? [],
    [patterns.upload]: pages['one upload'] ?? [],
    [patterns.explore]: pages['the start of Explore'] ?? [],
    [patterns.exploration]: pages.Explore ?? [],
    [patterns.dashboards]: pages.Dashboards ?? [],
    [patterns.dashboard]: [...(pages['one dashboard'] ?? []), 'explore/ExplorationTile.tsx'],
    [patterns.datasources]: pages.Datasources ?? [],
    [patterns.datasource]: pages['one datasource'] ?? [],
    [patterns.sql]: pages.SQL ?? [],
    [patterns.health]: pages.Health ?? [],
  }
  t.same(Object.keys(ahead).sort(), Object.keys(own).sort())
  for (const [pattern, modules] of Object.entries(own))
    t.same(scripts(pattern).toSorted(), [...initial(modules)].sort(), pattern)
  t.ok(scripts(patterns.exploration).length <= 5, `Explore waits for ${scripts(patterns.exploration).length} scripts`)
  for (const name of Object.values(ahead).flat())
    t.ok(
      output.some(({ fileName }) => fileName === name),
      name,
    )
  t.ok(
    ahead[patterns.exploration]?.some((name) => /explore.*\.css$/.test(name)),
    'with its styles',
  )
})
