import t from 'tap'
import { openSalesPage } from './sales-page.ts'

const { base, name, page, context, complaints, quiet } = await openSalesPage('keys')

const button = (called: string | RegExp) =>
  page.getByRole('button', { name: called, ...(typeof called === 'string' ? { exact: true } : {}) })
const search = () => new URL(page.url()).searchParams
/** Until what has the focus is called so, or says so. */
const focusOn = async (words: string) => {
  await page.waitForFunction((wanted) => {
    const active = document.activeElement
    return (active?.getAttribute('aria-label') ?? active?.textContent ?? '').startsWith(wanted)
  }, words)
  return true
}
const open = async (query: string) => {
  await page.goto(`${base}/explore/${name}?v=2&${query}`)
  await page.getByTestId('total-rows').waitFor({ timeout: 60_000 })
  await quiet()
}

t.test('the editor of a new filter stays where it is while values are chosen', async (t) => {
  await open('split=branch')
  await button('Filter').click()
  await page.getByRole('menuitem', { name: 'payment', exact: true }).click()
  const editor = page.getByRole('dialog', { name: 'Filter by payment' })
  await editor.getByRole('button', { name: /^M-Pesa/ }).click()
  const before = await editor.boundingBox()
  await button(/^payment is/)
    .first()
    .waitFor()
  await quiet()
  t.same(await editor.boundingBox(), before)
  await editor.getByRole('button', { name: /^cash/ }).click()
  await page.waitForURL((url) => url.searchParams.getAll('is.payment').length === 2)
  await page.keyboard.press('Escape')
  await editor.waitFor({ state: 'hidden' })
  t.ok(await focusOn('Filter'))
})

t.test('a filter may lose its last value while another is chosen', async (t) => {
  await open('is.payment=cash')
  await page.locator('button[aria-haspopup="dialog"]', { hasText: 'payment' }).click()
  const editor = page.getByRole('dialog', { name: /payment/ })
  await editor.getByRole('button', { name: /^cash/ }).click()
  await page.waitForURL((url) => !url.searchParams.has('is.payment'))
  await quiet()
  await editor.getByRole('button', { name: /^card/ }).click()
  await page.waitForURL((url) => url.searchParams.get('is.payment') === 'card')
  await page.keyboard.press('Escape')
  await editor.waitFor({ state: 'hidden' })
  t.ok(await focusOn('payment'), 'the chip is still the same')
  await page.keyboard.press('Enter')
  await editor.getByRole('button', { name: /^card/ }).click()
  await page.waitForURL((url) => !url.searchParams.has('is.payment'))
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Remove the filter on payment' }).waitFor({ state: 'detached' })
  t.ok(await focusOn('Filter'), 'one without a value goes, and hands the focus on')
})

t.test('what takes itself away hands the focus on', async (t) => {
  await open('split=branch&is.payment=card&is.channel=online&rows=yes')
  const press = async (called: string, next: string) => {
    await button(called).focus()
    await page.keyboard.press('Enter')
    t.ok(await focusOn(next), `${called}, then ${next}`)
  }
  await press('Remove the filter on payment', 'channel')
  await press('Remove the filter on channel', 'Filter')
  await press('Remove the split by branch', 'Split')
  await button('Hide the rows').focus()
  await page.keyboard.press('Enter')
  await button('Hide the rows').waitFor({ state: 'detached' })
  t.not(await page.evaluate(() => document.activeElement?.tagName), 'BODY', 'after the rows')

  const board = page.getByRole('region', { name: 'payment', exact: true }).getByRole('list')
  const [first = '', second = ''] = await board.locator('button[aria-pressed]').allTextContents()
  await board.locator('button[aria-pressed]').first().focus()
  await page.keyboard.press('Shift+Enter')
  await page.waitForURL((url) => url.searchParams.has('not.payment'))
  await page.waitForFunction((gone) => !document.querySelector('main')?.textContent?.includes(gone), first)
  await quiet()
  const [value = ''] = search().getAll('not.payment')
  t.ok(first.startsWith(value), `${value} went`)
  t.ok(await focusOn(second.replace(/[\d.,]+[KMB]?\d*.*$/, '')), 'the row in its place has the focus')
})

t.test('a menu has its first item in focus, and the first letters after Ctrl K are not lost', async (t) => {
  await open('')
  await button('Split').focus()
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'menuitem')
  await page.keyboard.press('ArrowDown')
  await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'menuitem')
  await page.keyboard.press('Escape')
  t.ok(await focusOn('Split'))
  // once, for its code to be there
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').getByRole('textbox').waitFor()
  await page.keyboard.press('Escape')
  t.ok(await focusOn('Split'))
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.keyboard.press('Control+k')
  await page.keyboard.type('health', { delay: 5 })
  t.equal(await page.getByRole('dialog').getByRole('textbox').inputValue(), 'health')
  await page.keyboard.press('Escape')
  t.ok(await focusOn('Split'), 'and gives it back')
})

t.test('a lost connection is said, and what could not come does when it is back', async (t) => {
  await open('')
  await context.setOffline(true)
  await page.getByText(/^No connection/).waitFor()
  await page.getByRole('link', { name: 'Dashboards' }).click()
  await page.getByText('There is no connection, and the code of this page is not here yet.').waitFor()
  await context.setOffline(false)
  await page.getByRole('heading', { name: 'Dashboards', level: 1 }).waitFor()
  await page.getByText(/^No connection/).waitFor({ state: 'detached' })
  t.same(complaints, [])
})
