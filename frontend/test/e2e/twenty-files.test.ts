import { readFile } from 'node:fs/promises'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import t from 'tap'
import { baseUrl, launchChromium } from './browser.ts'

const base = baseUrl()
const browser = await launchChromium()
t.teardown(() => browser.close())
// axe opens a page of its own beside the one that it looks at
const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } })
const run = Date.now().toString(36)

const name = (of: string, n: number) => `${of}_${run}_${String(n).padStart(2, '0')}`
const lines = (n: number, count = 40) =>
  Array.from(
    { length: count },
    (_, row) =>
      `2025-04-${String(n).padStart(2, '0')}T12:00:${String(row % 60).padStart(2, '0')}Z,shop ${row % 5},${n * 100 + row}`,
  )
const csv = (rows: readonly string[]) => Buffer.from(`time,shop,amount\n${rows.join('\n')}\n`)

async function drop(page: Page, files: readonly { name: string; buffer: Buffer }[]): Promise<void> {
  const transfer = await page.evaluateHandle(
    (dropped) => {
      const data = new DataTransfer()
      for (const { fileName, text } of dropped) data.items.add(new File([text], fileName, { type: 'text/csv' }))
      return data
    },
    files.map((file) => ({ fileName: file.name, text: file.buffer.toString() })),
  )
  for (const event of ['dragenter', 'dragover', 'drop'])
    await page.dispatchEvent('body', event, { dataTransfer: transfer })
}

const summary = (page: Page, wanted: RegExp, timeout = 240_000) =>
  page.waitForFunction(
    (source) => new RegExp(source).test(document.querySelector('[data-testid="batch-summary"]')?.textContent ?? ''),
    wanted.source,
    { timeout },
  )

const accessible = async (page: Page): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

async function post<T>(path: string, body: object): Promise<T> {
  const answer = await fetch(`${base}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return ((await answer.json()) as { data: T }).data
}
const get = async <T>(path: string): Promise<T> => ((await (await fetch(base + path)).json()) as { data: T }).data

const count = async (datasource: string): Promise<number> => {
  const { rows } = await post<{ rows: number[][] }>('/api/v1/query', {
    datasource,
    interval: '2025-01-01T00:00:00Z/2026-01-01T00:00:00Z',
    measures: [{ name: 'rows', kind: 'count' }],
  })
  return rows[0]?.[0] ?? 0
}

/** A file that was loaded before the twenty come. */
async function loadBefore(filename: string, content: Buffer): Promise<void> {
  const form = new FormData()
  form.append('ingest', 'true')
  form.append('file', new File([content.toString()], filename, { type: 'text/csv' }))
  const answer = await fetch(`${base}/api/v1/uploads`, { method: 'POST', body: form })
  const { ingestionId } = ((await answer.json()) as { data: { ingestionId: string } }).data
  for (let left = 300; left > 0; left--) {
    const found = await get<{ status: string } | null>(`/api/v1/ingestions/${ingestionId}`)
    if (found?.status === 'queryable') return
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  throw new Error(`${filename} was not loaded`)
}

t.test('twenty files dropped at once are watched, one by one', async (t) => {
  const numbers = Array.from({ length: 20 }, (_, index) => index + 1)
  const bad = [...lines(3)]
  bad.splice(5, 0, '2025-04-03T12:00:00Z,ragged')
  bad.splice(9, 0, 'someday,shop 1,1')
  const files = numbers.map((n) => ({ name: `${name('each', n)}.csv`, buffer: csv(n === 3 ? bad : lines(n)) }))
  await loadBefore(files[6]?.name ?? '', files[6]?.buffer ?? Buffer.alloc(0))

  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(`${base}/ingest`)
  await page.getByText('Choose files').waitFor()
  await drop(page, files)
  await page.waitForURL(/files=/)
  const table = page.getByRole('table', { name: 'Files dropped together' })
  await table.waitFor()
  t.equal(await table.getByRole('row').count(), 21, 'a row for each at once, and the head')
  await summary(page, /^19 ready to load, 1 refused as already loaded$/)
  t.same(await accessible(page), [], 'the offer is accessible')

  await page.getByRole('button', { name: 'Load each by itself' }).click()
  await summary(page, /in line/)
  const last = name('each', 20)
  await table
    .getByText(/queued, \d+(st|nd|rd|th) in line/)
    .first()
    .waitFor()
  await table.getByRole('button', { name: `Cancel the load of ${last}.csv` }).click()
  await summary(page, /1 canceled/)
  t.same(await accessible(page), [], 'the list is accessible while it moves')
  await page.reload()
  await summary(page, /^17 queryable, 1 with rejected rows, 1 canceled, 1 refused as already loaded$/)
  t.same(await accessible(page), [], 'the list is accessible at the end')

  for (const n of numbers)
    t.equal(n === 20 ? 0 : await count(name('each', n)).catch(() => 0), n === 20 ? 0 : 40, `file ${n}`)

  await table.getByRole('link', { name: `${name('each', 3)}.csv` }).click()
  const rejected = page.getByRole('table', { name: 'Rejected rows' })
  await rejected.waitFor()
  t.match(await rejected.textContent(), /someday/)
  t.equal(await rejected.getByRole('row').count(), 3)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download them as CSV' }).click(),
  ])
  const text = await readFile(await download.path(), 'utf8')
  t.match(text, /^line,column,reason,value,row\n/)
  t.equal(text.trimEnd().split('\n').length, 3)
  t.match(text, /someday/)
  t.same(complaints, [], 'no script failed')
  await page.close()
})

t.test('files of one shape are loaded together as one with one click', async (t) => {
  const page = await context.newPage()
  await page.goto(`${base}/ingest`)
  await page.getByText('Choose files').waitFor()
  const bad = [...lines(2), 'never,shop 1,1']
  await drop(
    page,
    [1, 2, 3].map((n) => ({
      name: `${name('one', n)}.csv`,
      buffer: csv(n === 2 ? bad : lines(n).map((line) => `${line}7`)),
    })),
  )
  await summary(page, /^3 ready to load$/)
  const button = page.getByRole('button', { name: 'Load these 3 files together as one' })
  await button.waitFor()
  await page.getByText(/121 rows, 3 columns/).waitFor()
  const datasource = `together_${run}`
  await page.getByLabel('Into the datasource').fill(datasource)
  await page.waitForResponse((answer) => answer.url().endsWith('/uploads/plan') && answer.status() === 200)
  await button.click()
  await summary(page, /^3 queryable$/)
  t.equal(await count(datasource), 120)
  await page.getByRole('link', { name: `${name('one', 2)}.csv` }).click()
  const rejected = page.getByRole('table', { name: 'Rejected rows' })
  await rejected.waitFor()
  t.match(await rejected.textContent(), new RegExp(`${name('one', 2)}\\.csv`), 'the rejected row names its file')
  t.same(await accessible(page), [])
  await page.close()
})

t.test('housekeeping is looked at before anything is removed', async (t) => {
  const page = await context.newPage()
  const asked: boolean[] = []
  page.on('request', (request) => {
    if (request.url().endsWith('/housekeeping/sweep')) asked.push(request.postDataJSON().dryRun)
  })
  await page.goto(`${base}/health`)
  await page.getByRole('button', { name: 'See what can go' }).click()
  await page.getByTestId('sweep-outcome').waitFor()
  t.match(await page.getByTestId('sweep-outcome').textContent(), /Nothing to remove/)
  t.same(asked, [true], 'only a dry run was asked for')

  const group = {
    kind: 'orphan',
    count: 1,
    bytes: 2048,
    items: [{ name: 'uploads/a/b/c.csv', bytes: 2048, reason: 'its upload is gone' }],
  }
  await page.route('**/housekeeping/sweep', async (route) => {
    const { dryRun } = route.request().postDataJSON() as { dryRun: boolean }
    const policy = { graceMs: 3_600_000, uploadRetentionDays: null, processedRetentionDays: 7 }
    const data = { dryRun, startedAt: new Date().toISOString(), elapsedMs: 12, policy, groups: [group] }
    await route.fulfill({ json: { data, error: null, metadata: { requestId: 'test' } } })
  })
  await page.getByRole('button', { name: 'See what can go' }).click()
  const remove = page.getByRole('button', { name: 'Remove 1 thing, 2 kB' })
  await remove.waitFor()
  t.same(await accessible(page), [])
  await remove.click()
  await page.getByText(/^Removed 1 thing/).waitFor()
  t.same(asked, [true, true, false])
  await page.close()
})
