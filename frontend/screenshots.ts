/**
 * Shoots every page in both themes and two widths. BASE_URL is a running Nemeton, OUT the folder to fill,
 * CHROMIUM_PATH the browser (else one on the PATH), ONLY a list of names, FULL=1 whole pages; the first datasource and the newest uploads that it finds are shown.
 */
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const base = process.env.BASE_URL ?? 'http://127.0.0.1:4000'
const out = process.env.OUT ?? join(import.meta.dirname, 'screenshots')
const only = process.env.ONLY
const executablePath = process.env.CHROMIUM_PATH ?? findOnPath(['chromium', 'chromium-browser', 'google-chrome'])
const sizes = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } } as const
const themes = ['light', 'dark'] as const

function findOnPath(names: readonly string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path))
}

interface Shot {
  readonly name: string
  readonly path: string
  /** The part of the page to look at; else its top. */
  readonly region?: string
}

async function list<T>(path: string): Promise<readonly T[]> {
  const answer = (await (await fetch(new URL(path, base))).json()) as { data: { items: readonly T[] } | null }
  return answer.data?.items ?? []
}

async function findShots(): Promise<readonly Shot[]> {
  const ingestions = await list<{ id: string; uploadId: string; status: string }>('/api/v1/ingestions')
  const uploads = await list<{ id: string }>('/api/v1/uploads')
  const datasources = await list<{ name: string; columns: readonly { name: string; role: string }[] }>(
    '/api/v1/datasources',
  )
  const shots: Shot[] = [
    { name: 'ingest', path: '/ingest' },
    { name: 'explore', path: '/explore' },
    { name: 'datasources', path: '/datasources' },
    { name: 'dashboards', path: '/dashboards' },
    { name: 'sql', path: '/sql' },
    { name: 'health', path: '/health' },
    ...['Parts', 'What changed', 'Slow queries', 'Druid’s tasks', 'Segments'].map((region) => ({
      name: `health-${region.toLowerCase().replace(/[^a-z]+/g, '-')}`,
      path: '/health',
      region,
    })),
  ]
  const { data: diagnostics } = (await (await fetch(new URL('/api/v1/diagnostics', base))).json()) as {
    data: { checks: readonly { check: string }[] } | null
  }
  const worst = diagnostics?.checks[0]
  if (worst) shots.push({ name: 'health-check', path: `/health?check=${worst.check}`, region: 'Checks' })
  if (uploads.length > 1)
    shots.push({ name: 'batch', path: `/ingest?files=${uploads.slice(0, 20).map(({ id }) => id)}` })
  const plan = uploads.find(({ id }) => !ingestions.some(({ uploadId }) => uploadId === id)) ?? uploads[0]
  if (plan) shots.push({ name: 'plan', path: `/ingest/${plan.id}?plan=edit` })
  for (const status of ['queryable', 'failed']) {
    const found = ingestions.find((ingestion) => ingestion.status === status)
    if (found) shots.push({ name: `ingestion-${status}`, path: `/ingest/${found.uploadId}?ingestion=${found.id}` })
  }
  const first = datasources[0]
  if (first) {
    const path = `/explore/${encodeURIComponent(first.name)}`
    shots.push({ name: 'exploration', path })
    shots.push({ name: 'datasource', path: `/datasources/${encodeURIComponent(first.name)}` })
    const split = first.columns.find(({ role }) => role === 'dimension')
    if (split) shots.push({ name: 'exploration-split', path: `${path}?v=1&split=${encodeURIComponent(split.name)}` })
  }
  return shots.filter(({ name }) => only === undefined || only.split(',').includes(name))
}

async function shoot(browser: Browser, shot: Shot): Promise<void> {
  for (const theme of themes)
    for (const [size, viewport] of Object.entries(sizes)) {
      const context = await browser.newContext({ viewport, colorScheme: theme, deviceScaleFactor: 1 })
      const page = await context.newPage()
      const complaints: string[] = []
      page.on('pageerror', (error) => complaints.push(error.message))
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text())
      })
      await page.goto(new URL(shot.path, base).href)
      await page.waitForFunction(() => !document.querySelector('[aria-busy="true"]'), null, { timeout: 20_000 })
      await page.waitForTimeout(400)
      if (shot.region !== undefined)
        await page
          .getByRole('region', { name: shot.region, exact: true })
          .evaluate((region) => region.scrollIntoView({ block: 'start' }))
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      if (wide > 0) complaints.push(`the page is ${wide} px wider than the window`)
      const file = join(out, `${shot.name}-${size}-${theme}.png`)
      await page.screenshot({ path: file, fullPage: process.env.FULL === '1' })
      console.log(file, ...complaints)
      await context.close()
    }
}

await mkdir(out, { recursive: true })
const browser = await chromium.launch({
  executablePath,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
})
try {
  for (const shot of await findShots()) await shoot(browser, shot)
} finally {
  await browser.close()
}
