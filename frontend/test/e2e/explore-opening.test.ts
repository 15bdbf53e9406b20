import type { Page } from 'playwright-core'
import t from 'tap'
import { baseUrl, launchChromium } from './browser.ts'
import { dragToSplits } from './drag-to-splits.ts'
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

/** A page of Explore on which the code of menus, flyouts and tips is held back. */
async function openHeld() {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, locale: 'en-US' })
  const page = await context.newPage()
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route(/\/assets\/(flyouts|menus)-.*\.js$/, async (route) => {
    await released
    await route.continue()
  })
  await page.goto(`${base}/explore/${name}?v=2&split=branch`)
  await totalRows(page)
  const button = (called: string) => page.getByRole('button', { name: called, exact: true })
  const item = (called: string) => page.getByRole('menuitem', { name: called, exact: true })
  const dialog = (called: string | RegExp) => page.getByRole('dialog', { name: called })
  const hasFocus = async (called: string) => {
    await page.waitForFunction(
      (words) => (document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent) === words,
      called,
    )
    return true
  }
  return { context, page, release, button, item, dialog, hasFocus }
}

t.test('what opens menus and tips is the same before their code has come and after', async (t) => {
  const { context, page, release, button, item, dialog, hasFocus } = await openHeld()
  const names = ['Split', 'Filter', 'Measures', 'Split by branch', 'Undo']
  const elements = await Promise.all(names.map((called) => button(called).elementHandle()))
  t.equal(await button('Split').getAttribute('aria-haspopup'), null, 'the code is held back')
  await button('Filter').click()
  await button('Split').click()
  release()
  await item('channel').waitFor()
  t.equal(await item('channel').count(), 1, 'what was pressed last opens')
  for (const [index, element] of elements.entries())
    t.ok(await element?.evaluate((node) => node.isConnected), `${names[index]} is the same element`)
  await page.keyboard.press('Escape')
  await item('channel').waitFor({ state: 'hidden' })
  t.ok(await hasFocus('Split'), 'and gives the focus back')

  await button('Measures').focus()
  await page.keyboard.press('Enter')
  await dialog('Measures').waitFor()
  t.equal(await button('Measures').getAttribute('aria-expanded'), 'true', 'it says what it has opened')
  await dialog('Measures').getByRole('checkbox').first().waitFor()
  await page.keyboard.press('Escape')
  await dialog('Measures').waitFor({ state: 'hidden' })
  t.ok(await hasFocus('Measures'))

  await button('Filter').click()
  await item('channel').click()
  await dialog('Filter by channel').getByLabel('Search values of channel').waitFor()
  await page.keyboard.press('Escape')
  await dialog('Filter by channel').waitFor({ state: 'hidden' })
  t.ok(await hasFocus('Filter'), 'an editor that a menu has opened gives it to the button of the menu')

  await button('Split').click()
  await item('channel').click()
  await button('Split by channel').waitFor()
  await button('Undo').hover()
  await page.getByRole('tooltip', { name: 'Undo' }).waitFor()
  await page.mouse.move(5, 5)
  await page.getByRole('tooltip', { name: 'Undo' }).waitFor({ state: 'hidden' })
  await page.keyboard.press('Shift+Tab')
  await button('Undo').focus()
  await page.getByRole('tooltip', { name: 'Undo' }).waitFor()
  t.pass('a tip comes by pointer and by keyboard')
  await context.close()
})

t.test('who has reached a button by keyboard keeps it when the code of its menu comes', async (t) => {
  for (const called of ['Split', 'Measures', 'Split by branch']) {
    const { context, page, release, button, hasFocus } = await openHeld()
    await button(called).focus()
    release()
    await page.waitForFunction(() => document.activeElement?.hasAttribute('aria-haspopup'))
    t.ok(await hasFocus(called))
    await context.close()
  }
})

t.test('a dimension that is on its way to the splits when the code of the menus comes is dropped there', async (t) => {
  const { context, page, release, button } = await openHeld()
  await dragToSplits(page, 'product_line')
  release()
  await page.locator('button[aria-haspopup="menu"]', { hasText: 'Split' }).waitFor()
  await page.mouse.up()
  await button('Split by product_line').waitFor()
  t.equal(new URL(page.url()).searchParams.getAll('split').join(), 'branch,product_line')
  await context.close()
})

t.test('a dialog gives the focus back to what opened it, also to the button of a menu', async (t) => {
  const { context, page, release, button, item, dialog, hasFocus } = await openHeld()
  release()
  for (const round of ['before its code is there', 'after']) {
    await button('Saved views').click()
    await item('Save as a new view').click()
    await dialog('Save as a new view').waitFor()
    await dialog('Save as a new view').getByLabel('Name').fill('a name')
    await page.keyboard.press('Escape')
    await dialog('Save as a new view').waitFor({ state: 'hidden' })
    t.ok(await hasFocus('Saved views'), round)
  }
  await context.close()
})

t.test('code that does not come while the line is down comes when it is up again', async (t) => {
  const { context, page, release, button, dialog } = await openHeld()
  release()
  await page.locator('button[aria-haspopup="dialog"]', { hasText: 'Measures' }).waitFor()
  const failed = page.waitForEvent('requestfailed', (request) => /\/assets\/MeasureEditor-/.test(request.url()))
  await context.setOffline(true)
  await button('Measures').click()
  await failed
  t.equal(await dialog('Measures').getByRole('checkbox').count(), 0)
  t.equal(await page.getByTestId('total-rows').count(), 1, 'the page stands')
  await context.setOffline(false)
  await dialog('Measures').getByRole('checkbox').first().waitFor()
  t.pass('and what was opened is there')
  await context.close()
})

t.test('code that an update has taken away is said, and the page stands without its edges', async (t) => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, locale: 'en-US' })
  const page = await context.newPage()
  let edges = 0
  await page.route(/\/assets\/Bell-.*\.js$/, async (route) => {
    edges += 1
    await route.fulfill({ status: 404 })
  })
  await page.route(/\/assets\/MeasureEditor-.*\.js$/, (route) => route.fulfill({ status: 404 }))
  await page.goto(`${base}/explore/${name}`)
  await totalRows(page)
  // its first try asks twice
  while (edges < 7) await page.waitForEvent('requestfailed', (request) => /\/assets\/Bell-/.test(request.url()))
  t.equal(await page.getByTestId('total-rows').count(), 1)
  await page.getByRole('button', { name: 'Measures', exact: true }).click()
  await page.getByText('Nemeton was updated, or does not answer.').waitFor()
  t.ok(await page.getByRole('button', { name: 'Reload the page' }).isVisible())
  t.ok(await page.getByRole('navigation', { name: 'Main' }).isVisible(), 'the rail stays')
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
