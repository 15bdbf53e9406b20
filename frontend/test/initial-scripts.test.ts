import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import t from 'tap'
import { build } from 'vite'

const root = join(import.meta.dirname, '..')
// what the runner says of itself must not make a build of another kind
process.env.NODE_ENV = 'production'
const built = await build({ root, mode: 'production', logLevel: 'error', build: { write: false } })
const { output } = 'output' in built ? built : { output: [] }
const chunks = new Map(output.flatMap((part) => (part.type === 'chunk' ? [[part.fileName, part]] : [])))

/** A chunk and everything that it imports before it runs. */
function closure(names: readonly string[], found = new Set<string>()): ReadonlySet<string> {
  for (const name of names) {
    const chunk = chunks.get(name)
    if (chunk === undefined || found.has(name)) continue
    found.add(name)
    closure(chunk.imports, found)
  }
  return found
}

const chunkOf = (module: string): string => {
  const path = join(root, 'src', module)
  const found = [...chunks.values()].find(({ moduleIds }) => moduleIds.includes(path))
  if (!found) throw new Error(`no chunk holds ${module}`)
  return found.fileName
}
const entry = [...chunks.values()].filter(({ isEntry }) => isEntry).map(({ fileName }) => fileName)
const initial = (page: readonly string[]) => closure([...entry, ...page.map(chunkOf)])
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

t.test('the page names what Explore needs beyond the entry, to be fetched beside it', async (t) => {
  const html = output.find(({ fileName }) => fileName === 'index.html')
  const [, path, named = ''] =
    /<meta name="ahead" data-path="([^"]+)" content="([^"]+)"/.exec(
      html?.type === 'asset' ? String(html.source) : '',
    ) ?? []
  t.equal(path, '/explore/')
  const beyond = [...initial(pages.Explore ?? [])].filter((name) => !closure(entry).has(name))
  t.same(
    named
      .split(' ')
      .filter((name) => name.endsWith('.js'))
      .sort(),
    beyond.sort(),
  )
  t.ok(
    named.split(' ').some((name) => /ExplorePage.*\.css$/.test(name)),
    'with its styles',
  )
  const scripts = String(html?.type === 'asset' ? html.source : '')
  const later = (/data-later="([^"]+)"/.exec(scripts)?.[1] ?? '').split(' ')
  t.ok(
    modulesOf(new Set(later)).some((module) => module.includes('recharts')),
    'the charts come behind them',
  )
  t.notOk(later.some((name) => beyond.includes(name)))
  t.ok(scripts.indexOf('src="/ahead.js"') < scripts.indexOf('rel="stylesheet"'), 'it waits for no styles')
})
