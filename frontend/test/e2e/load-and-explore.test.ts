import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import t from 'tap'
import { baseUrl, launchChromium } from './browser.ts'
import { readSales, samplePath } from './sales.ts'

const base = baseUrl()
const browser = await launchChromium()
t.teardown(() => browser.close())
const datasource = `sales_${Date.now().toString(36)}`

async function dropFile(page: Page, name: string, content: Buffer, type: string): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([fileName, base64, mime]) => {
      const bytes = Uint8Array.from(atob(base64 ?? ''), (char) => char.charCodeAt(0))
      const data = new DataTransfer()
      data.items.add(new File([bytes], fileName ?? '', { type: mime ?? '' }))
      return data
    },
    [name, content.toString('base64'), type],
  )
  for (const event of ['dragenter', 'dragover', 'drop'])
    await page.dispatchEvent('body', event, { dataTransfer: transfer })
}

const totalRows = (page: Page, wanted: number) =>
  page.waitForFunction(
    (value) => document.querySelector('[data-testid="total-rows"]')?.getAttribute('data-value') === String(value),
    wanted,
    { timeout: 60_000 },
  )

t.test('a dropped file is watched to queryable, explored, and filtered to the right number', async (t) => {
  const sales = readSales()
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(`${base}/ingest`)
  await page.getByText('Choose files').waitFor()
  await dropFile(page, `${datasource}.csv`, readFileSync(samplePath), 'text/csv')

  const load = page.getByRole('button', { name: 'Load into Druid' })
  const open = page.getByRole('link', { name: new RegExp(datasource) })
  await load.or(open).first().waitFor({ timeout: 60_000 })
  // The page of one file opens by itself when it is ready, and may do so under the pointer.
  if (!(await load.isVisible())) await Promise.race([open.first().click(), load.waitFor({ timeout: 60_000 })])
  await load.waitFor({ timeout: 60_000 })
  t.match(await page.locator('main').textContent(), /14,328/, 'the profile shows how many rows the file has')
  await load.click()

  const status = page.getByTestId('ingestion-status').first()
  await page.waitForFunction(
    () => document.querySelector('[data-testid="ingestion-status"]')?.textContent?.trim() === 'queryable',
    undefined,
    { timeout: 180_000 },
  )
  t.equal((await status.textContent())?.trim(), 'queryable')

  await page.reload()
  await page.getByTestId('ingestion-status').first().waitFor()
  t.equal((await status.textContent())?.trim(), 'queryable', 'a reload shows the same')

  await page
    .getByRole('main')
    .getByRole('link', { name: 'Explore' })
    .or(page.getByRole('main').getByRole('button', { name: 'Explore' }))
    .first()
    .click()
  await totalRows(page, sales.length)
  t.pass(`the total is ${sales.length}`)

  const branch = 'Kisumu'
  const wanted = sales.filter((row) => row.branch === branch).length
  t.ok(wanted > 0 && wanted < sales.length, 'the sample has that branch, and others')
  await page
    .getByRole('button', { name: new RegExp(`\\b${branch}\\b`) })
    .first()
    .click()
  await totalRows(page, wanted)
  t.pass(`filtered to ${branch} the total is ${wanted}`)

  const link = page.url()
  const other = await browser.newPage()
  await other.goto(link)
  await totalRows(other, wanted)
  t.pass('the link shows the same in a fresh page')
  await other.close()

  await page.goBack()
  await totalRows(page, sales.length)
  t.pass('going back takes the filter away')
  t.same(complaints, [], 'no script failed')
  await page.close()
})

t.test('the browser says what is wrong with a file before it sends', async (t) => {
  const page = await browser.newPage()
  const sent: string[] = []
  page.on('request', (request) => {
    if (request.method() === 'POST') sent.push(request.url())
  })
  await page.goto(`${base}/ingest`)
  const input = page.locator('input[type=file]')
  await input.setInputFiles({ name: 'empty.csv', mimeType: 'text/csv', buffer: Buffer.alloc(0) })
  await page.getByText(/empty/i).first().waitFor()
  const junk = Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 97) % 256))
  await input.setInputFiles({ name: 'junk.csv', mimeType: 'text/csv', buffer: junk })
  await page.getByText('junk.csv').first().waitFor()
  await page.waitForTimeout(500)
  t.same(sent, [], 'nothing was sent')
  await page.close()
})
