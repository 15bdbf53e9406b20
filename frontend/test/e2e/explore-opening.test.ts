import type { Page } from 'playwright-core'
import t from 'tap'
import { baseUrl, launchChromium } from './browser.ts'
import { loadSales } from './load-sales.ts'
import { readSales } from './sales.ts'

const base = baseUrl()
const name = `opened_${Date.now().toString(36)}`
const sales = readSales()
await loadSales(name)
const browser = await launchChromium()
t.teardown(() => browser.close())

const totalRows = (page: Page) =>
  page.waitForFunction(
    (value) => document.querySelector('[data-testid="total-rows"]')?.getAttribute('data-value') === String(value),
    sales.length,
    { timeout: 60_000 },
  )

t.test('the first answers are there before the code of the charts has come', async (t) => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, locale: 'en-US' })
  const page = await context.newPage()
  const held: string[] = []
  let release = () => {}
  const answered = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route(/\/assets\/(charts|DataGrid|menus|menus-shared)-.*\.js$/, async (route) => {
    held.push(route.request().url())
    await answered
    await route.continue()
  })
  await page.goto(`${base}/explore/${name}?v=2&split=branch`)
  await totalRows(page)
  t.ok(
    held.some((url) => url.includes('/charts-')),
    'the charts are on their way by then',
  )
  release()
  await page
    .getByRole('application', { name: /Arrow keys read it/ })
    .first()
    .waitFor()
  t.pass('and are drawn when they are here')
  await context.close()
})

t.test('what opens menus and tips is the same before their code has come and after', async (t) => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, locale: 'en-US' })
  const page = await context.newPage()
  let release = () => {}
  const pressed = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route(/\/assets\/(flyouts|menus)-.*\.js$/, async (route) => {
    await pressed
    await route.continue()
  })
  await page.goto(`${base}/explore/${name}?v=2&split=branch`)
  await totalRows(page)
  const button = (called: string) => page.getByRole('button', { name: called, exact: true }).elementHandle()
  const [split, filter, measures, chip, undo] = await Promise.all(
    ['Split', 'Filter', 'Measures', 'Split by branch', 'Undo'].map(button),
  )
  t.equal(await split?.getAttribute('aria-haspopup'), null, 'the code is held back')
  await measures?.focus()
  await split?.click()
  await filter?.focus()
  release()
  await page.getByRole('menuitem', { name: 'channel', exact: true }).waitFor()
  t.pass('what was pressed before opens')
  await page.keyboard.press('Escape')
  await page.getByRole('menuitem', { name: 'channel', exact: true }).waitFor({ state: 'hidden' })
  for (const [called, element] of Object.entries({ split, filter, measures, chip, undo }))
    t.ok(await element?.evaluate((node) => node.isConnected), called)
  await measures?.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog', { name: 'Measures' }).waitFor()
  t.equal(await measures?.getAttribute('aria-expanded'), 'true', 'it says what it has opened')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog', { name: 'Measures' }).waitFor({ state: 'hidden' })
  t.ok(await measures?.evaluate((node) => node === document.activeElement), 'and has the focus again')
  await filter?.click()
  await page.getByRole('menuitem', { name: 'channel', exact: true }).click()
  await page.getByRole('dialog', { name: 'Filter by channel' }).waitFor()
  await page.keyboard.press('Escape')
  await split?.click()
  await page.getByRole('menuitem', { name: 'channel', exact: true }).click()
  await page.getByRole('button', { name: 'Split by channel', exact: true }).waitFor()
  await page.getByRole('button', { name: 'Undo', exact: true }).hover()
  await page.getByRole('tooltip', { name: 'Undo' }).waitFor()
  await page.mouse.move(5, 5)
  await page.getByRole('tooltip', { name: 'Undo' }).waitFor({ state: 'hidden' })
  await page.keyboard.press('Shift+Tab')
  await page.getByRole('button', { name: 'Undo', exact: true }).focus()
  await page.getByRole('tooltip', { name: 'Undo' }).waitFor()
  t.pass('a tip comes by pointer and by keyboard')
  await context.close()
})

t.test('who has reached a button by keyboard keeps it when the code of its menu comes', async (t) => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, locale: 'en-US' })
  const page = await context.newPage()
  let release = () => {}
  const reached = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route(/\/assets\/(flyouts|menus)-.*\.js$/, async (route) => {
    await reached
    await route.continue()
  })
  await page.goto(`${base}/explore/${name}?v=2&split=branch`)
  await totalRows(page)
  for (const called of ['Split', 'Measures', 'Split by branch']) {
    await page.getByRole('button', { name: called, exact: true }).focus()
    if (called === 'Split by branch') release()
  }
  const chip = page.locator('button[aria-haspopup="dialog"]', { hasText: 'branch' })
  await chip.waitFor()
  t.ok(await chip.evaluate((node) => node === document.activeElement))
  await context.close()
})

t.test('code that does not come while the line is down comes when it is up again', async (t) => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, locale: 'en-US' })
  const page = await context.newPage()
  await page.goto(`${base}/explore/${name}`)
  await totalRows(page)
  await page.locator('button[aria-haspopup="dialog"]', { hasText: 'Measures' }).waitFor()
  const failed = page.waitForEvent('requestfailed', (request) => /\/assets\/MeasureEditor-/.test(request.url()))
  await context.setOffline(true)
  await page.getByRole('button', { name: 'Measures', exact: true }).click()
  await failed
  const dialog = page.getByRole('dialog', { name: 'Measures' })
  t.equal(await dialog.getByRole('checkbox').count(), 0)
  t.equal(await page.getByTestId('total-rows').count(), 1, 'the page stands')
  await context.setOffline(false)
  await dialog.getByRole('checkbox').first().waitFor()
  t.pass('and what was opened is there')
  await context.close()
})

t.test('code that an update has taken away is said', async (t) => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, locale: 'en-US' })
  const page = await context.newPage()
  let asked = 0
  await page.route(/\/assets\/MeasureEditor-.*\.js$/, async (route) => {
    asked += 1
    await route.fulfill({ status: 404 })
  })
  await page.goto(`${base}/explore/${name}`)
  await totalRows(page)
  await page.getByRole('button', { name: 'Measures', exact: true }).click()
  await page.getByText('Nemeton was updated, or does not answer.').waitFor()
  t.ok(await page.getByRole('button', { name: 'Reload the page' }).isVisible())
  t.equal(asked, 3)
  await context.close()
})

interface Shift {
  readonly value: number
  readonly moved: readonly string[]
}

declare global {
  interface Window {
    shifts: Shift[]
  }
}

const searches = {
  'the whole': '',
  'a split': 'v=2&split=branch',
  'a chart': 'v=2&split=__time&by.1=P1M&split=channel&chart=area&measure=count',
  'a comparison': 'v=2&time=2025-03-01/2025-06-01&compare=P1Y&split=branch&chart=bars',
  'raw rows': 'v=2&rows=yes',
} as const

for (const [size, viewport] of Object.entries({
  wide: { width: 1440, height: 900 },
  narrow: { width: 390, height: 844 },
}))
  t.test(`nothing moves once it is painted, ${size}`, async (t) => {
    const context = await browser.newContext({ viewport, locale: 'en-US' })
    for (const [what, search] of Object.entries(searches)) {
      const page = await context.newPage()
      await page.addInitScript(() => {
        window.shifts = []
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries() as (PerformanceEntry & {
            value: number
            sources: { node: Node | null }[]
          })[])
            window.shifts.push({
              value: entry.value,
              moved: entry.sources.map(({ node }) =>
                node instanceof Element ? `${node.tagName}.${node.className}` : String(node?.textContent),
              ),
            })
        }).observe({ type: 'layout-shift', buffered: true })
      })
      await page.goto(`${base}/explore/${name}?${search}`)
      await page.getByTestId('total-rows').waitFor({ timeout: 60_000 })
      await page.waitForFunction(() => !document.querySelector('[aria-busy="true"]'), undefined, { timeout: 60_000 })
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
      t.same(await page.evaluate(() => window.shifts), [], what)
      await page.close()
    }
    await context.close()
  })
