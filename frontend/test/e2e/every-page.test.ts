import { AxeBuilder } from '@axe-core/playwright'
import t from 'tap'
import { baseUrl, launchChromium } from './browser.ts'

const base = baseUrl()
const browser = await launchChromium()
t.teardown(() => browser.close())

const list = async <T>(path: string): Promise<readonly T[]> =>
  ((await (await fetch(base + path)).json()) as { data: { items: readonly T[] } }).data.items

const [datasource] = await list<{ name: string }>('/api/v1/datasources')
const uploads = await list<{ id: string }>('/api/v1/uploads')
const [upload] = uploads
const pages = [
  '/ingest',
  ...(upload ? [`/ingest?files=${uploads.slice(0, 20).map(({ id }) => id)}`] : []),
  ...(upload ? [`/ingest/${upload.id}`] : []),
  '/explore',
  ...(datasource ? [`/explore/${encodeURIComponent(datasource.name)}`] : []),
  '/datasources',
  ...(datasource ? [`/datasources/${encodeURIComponent(datasource.name)}`] : []),
  '/dashboards',
  '/sql',
  '/health',
  '/nowhere',
]
const sizes = { wide: { width: 1440, height: 900 }, narrow: { width: 360, height: 780 } } as const

for (const colorScheme of ['light', 'dark'] as const)
  for (const [size, viewport] of Object.entries(sizes))
    t.test(`every page is accessible and fits, ${colorScheme} and ${size}`, async (t) => {
      const context = await browser.newContext({ viewport, colorScheme })
      for (const path of pages) {
        const page = await context.newPage()
        const errors: string[] = []
        page.on('pageerror', (error) => errors.push(error.message))
        await page.goto(base + path)
        await page.getByRole('main').waitFor()
        await page.waitForFunction(() => !document.querySelector('[aria-busy="true"]'), undefined, { timeout: 30_000 })
        const { violations } = await new AxeBuilder({ page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
          .analyze()
        t.same(
          violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
          [],
          `${path} has no violation`,
        )
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
        t.ok(wider <= 0, `${path} is not wider than the window`)
        t.same(errors, [], `${path} runs without an error`)
        await page.close()
      }
      await context.close()
    })
