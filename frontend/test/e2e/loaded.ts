import { readFileSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { baseUrl } from './browser.ts'
import { samplePath } from './sales.ts'

const base = baseUrl()

export async function until<T>(what: string, find: () => Promise<T | null | false>): Promise<T> {
  const deadline = Date.now() + 240_000
  for (;;) {
    const found = await find()
    if (found !== null && found !== false) return found
    if (Date.now() > deadline) throw new Error(`not in time: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
}

/** Loads the sample of sales under a name, and waits until it can be asked. */
export async function loadSales(datasource: string): Promise<void> {
  const form = new FormData()
  form.append('datasource', datasource)
  form.append('ingest', 'true')
  form.append('file', new File([readFileSync(samplePath)], 'sales.csv'))
  await fetch(`${base}/api/v1/uploads`, { method: 'POST', body: form })
  await until('the sample is queryable', async () => {
    const answer = await fetch(`${base}/api/v1/ingestions?datasource=${datasource}`)
    const { data } = (await answer.json()) as { data: { items: { status: string }[] } }
    if (data.items[0]?.status === 'failed') throw new Error('the sample was not loaded')
    return data.items[0]?.status === 'queryable'
  })
}

/** What axe objects to, once nothing is on its way any more. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.waitForFunction(() => !document.querySelector('[aria-busy="true"]'), undefined, { timeout: 30_000 })
  const found = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze()
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}
