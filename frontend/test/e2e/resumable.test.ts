import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import type { Page, Request } from 'playwright-core'
import t, { type Test } from 'tap'
import { csvOf } from '../../../backend/bench/csv.ts'
import { type Fault, startFaultyLine } from '../../../backend/test/live/faulty-line.ts'
import { baseUrl, launchChromium } from './browser.ts'

const MiB = 1024 ** 2
const generated = csvOf(56 * MiB)
const name = `large_${Date.now().toString(36)}`
const path = join(t.testdir(), `${name}.csv`)
writeFileSync(path, Buffer.concat([...generated.blocks()]))
const browser = await launchChromium()
t.teardown(() => browser.close())

interface Opened {
  readonly page: Page
  readonly line: Awaited<ReturnType<typeof startFaultyLine>>
}

/** A page whose connection to the service has these faults. */
async function open(t: Test, faults: readonly Fault[]): Promise<Opened> {
  const line = await startFaultyLine(baseUrl(), faults)
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } })
  const page = await context.newPage()
  t.teardown(async () => {
    await context.close()
    await line.close()
  })
  page.on('dialog', (dialog) => void dialog.accept())
  await page.goto(`${line.baseUrl}/ingest`)
  return { page, line }
}

const choose = (page: Page) => page.locator('input[type=file]').setInputFiles(path)
const main = (page: Page) => page.getByRole('main')
const loadButton = (page: Page) => page.getByRole('button', { name: 'Load into Druid' })

async function isAccessible(t: Test, page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze()
  t.same(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
    [],
    'no violation',
  )
}

/** Bytes of the file that went by twice; requests of the page itself are small beside it. */
const isThrifty = (t: Test, { line }: Opened) => t.ok(line.sent() < generated.bytes * 1.1 + MiB, `${line.sent()} sent`)

t.test('a transfer whose connection breaks says so, goes on by itself, and ends queryable', async (t) => {
  const opened = await open(t, [{ at: 23 * MiB, kind: 'down' }])
  const { page, line } = opened
  const isBell = (request: Request) => /\/assets\/Bell-.*\.js$/.test(request.url())
  const bell = Promise.race([
    page.waitForEvent('requestfailed', { predicate: isBell, timeout: 60_000 }),
    page.waitForResponse((response) => isBell(response.request()), { timeout: 60_000 }),
  ])
  await choose(page)
  await main(page).getByText('connection lost, goes on by itself').first().waitFor({ timeout: 30_000 })
  t.equal(line.faults(), 1)
  await isAccessible(t, page)
  // code that was to come meanwhile does not break the page
  await bell
  line.up()
  await loadButton(page).waitFor({ timeout: 90_000 })
  isThrifty(t, opened)
  t.match(await main(page).textContent(), new RegExp(generated.rows.toLocaleString('en')), 'all rows are there')
  await loadButton(page).click()
  await page.waitForFunction(
    () => document.querySelector('[data-testid="ingestion-status"]')?.textContent?.trim() === 'queryable',
    undefined,
    { timeout: 240_000 },
  )
})

t.test('a transfer pauses and resumes by its button', async (t) => {
  const opened = await open(t, [{ at: 23 * MiB, kind: 'hold' }])
  const { page, line } = opened
  await choose(page)
  const pause = page.getByRole('button', { name: `Pause ${name}.csv` })
  await pause.waitFor()
  while (line.faults() < 1) await page.waitForTimeout(20)
  await pause.focus()
  await page.keyboard.press('Enter')
  const resume = page.getByRole('button', { name: `Resume ${name}.csv` })
  await resume.waitFor()
  t.match(await main(page).textContent(), /\d+% · .* of 5\d(\.\d)? MB · paused/)
  await isAccessible(t, page)
  line.cut()
  await resume.click()
  await loadButton(page).waitFor({ timeout: 90_000 })
  isThrifty(t, opened)
})

t.test('after a reload the same file goes on where it stopped', async (t) => {
  const opened = await open(t, [{ at: 27 * MiB, kind: 'hold' }])
  const { page, line } = opened
  await choose(page)
  while (line.faults() < 1) await page.waitForTimeout(20)
  const address = page.url()
  const leaving = page.reload()
  line.cut()
  await leaving
  await main(page)
    .getByText(/has not arrived whole: \d+%/)
    .waitFor()
  await isAccessible(t, page)
  await page.getByRole('link', { name: 'Choose the file' }).click()
  await main(page)
    .getByText(/receiving \d+%/i)
    .first()
    .waitFor()
  await choose(page)
  await loadButton(page).waitFor({ timeout: 90_000 })
  t.equal(page.url().split('?')[0], address, 'it is the same upload')
  isThrifty(t, opened)
})

t.test('an unfinished upload can be discarded, and the same file then begins anew', async (t) => {
  const { page, line } = await open(t, [{ at: 23 * MiB, kind: 'hold' }])
  await choose(page)
  while (line.faults() < 1) await page.waitForTimeout(20)
  const address = page.url()
  const leaving = page.reload()
  line.cut()
  await leaving
  await page.getByRole('button', { name: 'Discard' }).click()
  await page.getByText('Choose files').waitFor()
  await choose(page)
  await loadButton(page).waitFor({ timeout: 90_000 })
  t.not(page.url().split('?')[0], address, 'it is another upload')
})
