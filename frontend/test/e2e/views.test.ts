import type { Page } from 'playwright-core'
import t from 'tap'
import { openSalesPage } from './sales-page.ts'
import { violations } from './violations.ts'

const { base, name, browser, context, page, complaints } = await openSalesPage('viewed', [
  'clipboard-read',
  'clipboard-write',
])
const called = `Branches of ${name}`

interface Saved {
  readonly id: string
  readonly name: string
  readonly exploration: string
}
const saved = async (): Promise<readonly Saved[]> => {
  const answer = await fetch(`${base}/api/v1/views?datasource=${name}`)
  return ((await answer.json()) as { data: { items: Saved[] } }).data.items
}
const menu = (of: Page = page) => of.getByRole('button', { name: /^Saved view/ })
const item = (wanted: string | RegExp) => page.getByRole('menuitem', { name: wanted })
const byBranch = `${base}/explore/${name}?v=2&split=branch&is.channel=online`

t.test('an exploration is saved under a name, and found again in a fresh browser', async (t) => {
  await page.goto(byBranch)
  await menu().click()
  await page.getByText('No saved view yet').waitFor()
  await item('Save as a new view').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill(called)
  t.same(await violations(page), [], 'the dialog')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('button', { name: `Saved view: ${called}` }).waitFor()
  t.match(await saved(), [{ name: called, exploration: /split=branch/ }])

  const fresh = await browser.newContext({ locale: 'en-US' })
  const other = await fresh.newPage()
  await other.goto(`${base}/health`)
  await other.getByRole('button', { name: /^Find/ }).waitFor()
  await other.keyboard.press('Control+k')
  await other.getByRole('dialog').getByRole('textbox').fill(called)
  await other.getByRole('link', { name: called }).click()
  await other.waitForURL((url) => url.pathname === `/explore/${name}` && url.searchParams.get('split') === 'branch')
  await menu(other).filter({ hasText: called }).waitFor()
  await fresh.close()
})

t.test('a change to a view is told from it, and saved in its place', async (t) => {
  await page.goto(`${byBranch}&show=table`)
  await menu().click()
  await item(called).click()
  await page.waitForURL((url) => url.searchParams.get('show') === null)
  await menu().filter({ hasText: called }).waitFor()
  await page.getByRole('region', { name: /^By branch/ }).waitFor()
  await page
    .getByRole('group', { name: 'Show the time as' })
    .or(page.getByLabel('Show the time as'))
    .first()
    .getByText('Table')
    .click()
  await page.getByRole('button', { name: `Saved view: ${called} (changed)` }).click()
  await item(`Save the changes to “${called}”`).click()
  await page.getByRole('button', { name: `Saved view: ${called}`, exact: true }).waitFor()
  const now = await saved()
  t.equal(now.length, 1, 'no second one')
  t.match(now[0]?.exploration, /show=table/)
})

t.test('a long address is short as a view', async (t) => {
  await menu().click()
  await item('Copy its short link').click()
  const link = await page.evaluate(() => navigator.clipboard.readText())
  t.equal(link, `${base}/explore?view=${(await saved())[0]?.id}`)
  const other = await context.newPage()
  await other.goto(link)
  await other.waitForURL(/split=branch.*show=table|show=table.*split=branch/)
  await menu(other).filter({ hasText: called }).waitFor()
  await other.close()
})

t.test('a view is renamed, and its name is its own', async (t) => {
  await menu().click()
  await item('Rename').click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill(`${called}, online`)
  await dialog.getByRole('button', { name: 'Save' }).click()
  await dialog.waitFor({ state: 'detached' })
  t.match(await saved(), [{ name: `${called}, online` }])
  await menu().click()
  t.same(await violations(page), [], 'with the menu open')
  await item('Save as a new view').click()
  await dialog.getByLabel('Name').fill(`${called}, online`)
  await dialog.getByText('Another view has this name.').waitFor()
  t.ok(await dialog.getByRole('button', { name: 'Save' }).isDisabled())
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await dialog.waitFor({ state: 'detached' })
})

t.test('a view that is deleted is gone, and its link says so', async (t) => {
  const [view] = await saved()
  await menu().click()
  await item('Delete').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete the view' }).click()
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  t.same(await saved(), [])
  await page.goto(`${base}/explore?view=${view?.id}`)
  await page
    .getByRole('alert')
    .getByText(/There is no view/)
    .waitFor()
  await page.getByRole('link', { name: 'Explore', exact: true }).first().waitFor()
  t.same(await violations(page), [])
  t.same(complaints, [], 'no script failed')
})
