import t, { type Test } from 'tap'
import { openSalesPage } from './sales-page.ts'
import { until } from './until.ts'
import { violations } from './violations.ts'

const { base, name, browser, context, page, complaints } = await openSalesPage('boarded', [
  'clipboard-read',
  'clipboard-write',
])
const called = `Board of ${name}`

interface Place {
  readonly title: string
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}
interface Saved {
  readonly id: string
  readonly name: string
  readonly refreshSeconds: number | null
  readonly tiles: readonly Place[]
}
async function saved(): Promise<Saved | null> {
  const { data } = (await (await fetch(`${base}/api/v1/dashboards`)).json()) as { data: { items: Saved[] } }
  return data.items.find((dashboard) => dashboard.name.startsWith(called)) ?? null
}
const untilSaved = (what: string, isIt: (dashboard: Saved) => boolean) =>
  until(what, async () => {
    const dashboard = await saved()
    return dashboard !== null && isIt(dashboard)
  })
const placeOf = async (title: string) => {
  const tile = (await saved())?.tiles.find((one) => one.title === title)
  return tile && [tile.x, tile.y, tile.width, tile.height]
}
const tile = (title: string) => page.getByRole('region', { name: title, exact: true })
const untilDrawn = () =>
  page.waitForFunction(() => !document.querySelector('[aria-busy="true"]'), undefined, { timeout: 60_000 })

async function add(t: Test, search: string, title: string, isFirst: boolean): Promise<void> {
  await page.goto(`${base}/explore/${name}?v=2&${search}`)
  await page.getByRole('button', { name: /^Saved view/ }).click()
  await page.getByRole('menuitem', { name: 'Add to a dashboard' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Title of the tile').fill(title)
  const choices = await dialog.getByLabel('Dashboard', { exact: true }).locator('option').allTextContents()
  await dialog.getByLabel('Dashboard', { exact: true }).selectOption({ label: isFirst ? 'A new one' : called })
  if (isFirst) await dialog.getByLabel('Name of the new dashboard').fill(called)
  t.ok(choices.includes('A new one'))
  t.same(await violations(page), [], `the dialog of ${title}`)
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await dialog.getByRole('status').filter({ hasText: called }).waitFor()
}

t.test('explorations become tiles', async (t) => {
  await add(t, 'split=branch&chart=bar', 'By branch', true)
  await add(t, 'is.channel=online', 'Online over time', false)
  await page.getByRole('dialog').getByRole('link', { name: 'Open the dashboard' }).click()
  await page.getByRole('heading', { name: called, level: 1 }).waitFor()
  await untilDrawn()
  t.same(await placeOf('By branch'), [0, 0, 6, 5])
  t.same(await placeOf('Online over time'), [0, 5, 6, 5])
  t.equal(await tile('By branch').getByRole('alert').count(), 0)
  await tile('Online over time').getByRole('application').waitFor()
  t.same(await violations(page), [])
})

t.test('a tile is moved by mouse beside the other', async (t) => {
  const grip = tile('Online over time').getByRole('button', { name: /^Move/ })
  const from = await grip.boundingBox()
  const to = await tile('By branch').boundingBox()
  if (!from || !to) throw new Error('nothing is drawn')
  await page.mouse.move(from.x + 8, from.y + 8)
  await page.mouse.down()
  await page.mouse.move(from.x + 200, from.y - 100, { steps: 4 })
  await page.mouse.move(from.x + 8 + to.width + 12, from.y + 8 - to.height - 12, { steps: 6 })
  await page.mouse.up()
  await untilSaved('the move is kept', ({ tiles }) => tiles.some(({ x, y }) => x === 6 && y === 0))
  t.same(await placeOf('Online over time'), [6, 0, 6, 5])
  t.same(await placeOf('By branch'), [0, 0, 6, 5])
})

t.test('a tile is moved and resized by keys', async (t) => {
  await tile('By branch')
    .getByRole('button', { name: /^Resize/ })
    .focus()
  for (const key of ['ArrowLeft', 'ArrowLeft', 'ArrowDown']) await page.keyboard.press(key)
  await untilSaved('the size is kept', ({ tiles }) => tiles.some(({ width, height }) => width === 4 && height === 6))
  t.same(await placeOf('By branch'), [0, 0, 4, 6])
  await tile('Online over time').getByRole('button', { name: /^Move/ }).focus()
  await page.keyboard.press('ArrowLeft')
  await untilSaved('the move is kept', ({ tiles }) => tiles.some(({ x }) => x === 5))
  t.same(await placeOf('Online over time'), [5, 0, 6, 5])
  t.match(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), /^Move Online over time/)
})

t.test('a reload and a link in a fresh browser show the same', async (t) => {
  await page.getByRole('button', { name: 'What to do with the dashboard' }).click()
  await page.getByRole('menuitem', { name: 'Copy the link' }).click()
  const link = await page.evaluate(() => navigator.clipboard.readText())
  const fresh = await browser.newContext({ viewport: { width: 1440, height: 1000 }, locale: 'en-US' })
  const other = await fresh.newPage()
  await other.goto(link)
  await other.getByRole('region', { name: 'By branch', exact: true }).waitFor()
  await other.waitForFunction(() => !document.querySelector('[aria-busy="true"]'), undefined, { timeout: 60_000 })
  const boxes = await Promise.all(
    [page, other].map((of) => of.getByRole('region', { name: 'By branch', exact: true }).boundingBox()),
  )
  t.same(boxes[0], boxes[1])
  await fresh.close()
})

t.test('a tile is duplicated, renamed, shown on the full screen and removed', async (t) => {
  const choose = async (title: string, what: string) => {
    await tile(title)
      .first()
      .getByRole('button', { name: /^What to do/ })
      .click()
    await page.getByRole('menuitem', { name: what }).click()
  }
  await choose('By branch', 'Duplicate')
  await untilSaved('there are three', ({ tiles }) => tiles.length === 3)
  await choose('By branch', 'Rename')
  await page.getByRole('dialog').getByLabel('Name').fill('Copy')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await untilSaved('it is renamed', ({ tiles }) => tiles.some(({ title }) => title === 'Copy'))
  await choose('Copy', 'Full screen')
  await page.waitForFunction(() => document.fullscreenElement?.getAttribute('aria-label') === 'Copy')
  await choose('Copy', 'Leave full screen')
  await page.waitForFunction(() => document.fullscreenElement === null)
  await choose('Copy', 'Remove')
  await untilSaved('there are two again', ({ tiles }) => tiles.length === 2)
  t.equal(await tile('Copy').count(), 0)
})

t.test('it refreshes by itself, but not in a hidden tab', async (t) => {
  let asked = 0
  page.on('request', (request) => {
    if (request.url().endsWith('/api/v1/query')) asked += 1
  })
  await untilDrawn()
  await page.clock.install()
  await page.getByLabel('Refresh by itself').selectOption({ label: 'every 30 s' })
  await page.clock.runFor(1000)
  await untilSaved('the choice is kept', ({ refreshSeconds }) => refreshSeconds === 30)
  const before = asked
  await page.clock.runFor(31_000)
  await until('it asks anew', async () => asked > before)
  await untilDrawn()
  await page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' })
    document.dispatchEvent(new Event('visibilitychange'))
  })
  await page.clock.runFor(1000)
  const seen = asked
  await page.clock.runFor(120_000)
  t.equal(asked, seen, 'nobody looks, so nothing is asked')
})

t.test('a press on a tile goes on in Explore', async () => {
  const other = await context.newPage()
  await other.goto(page.url())
  await other.getByRole('link', { name: 'Online over time', exact: true }).click()
  await other.waitForURL(
    (url) => url.pathname === `/explore/${name}` && url.searchParams.get('is.channel') === 'online',
  )
  await other.close()
})

for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [1440, 360])
    t.test(`a dashboard is accessible and fits, ${colorScheme}, ${width} px`, async (t) => {
      const own = await browser.newContext({ viewport: { width, height: 800 }, colorScheme, locale: 'en-US' })
      const other = await own.newPage()
      await other.goto(`${base}/dashboards`)
      await other.getByRole('link', { name: called }).waitFor()
      t.same(await violations(other), [], 'the list')
      await other.getByRole('link', { name: called }).click()
      await other.getByRole('region', { name: 'By branch', exact: true }).waitFor()
      t.same(await violations(other), [])
      const wider = await other.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      t.ok(wider <= 0, 'not wider than the window')
      await own.close()
    })

t.test('a dashboard is deleted, and its link says so', async (t) => {
  const other = await context.newPage()
  const link = page.url()
  await other.goto(link)
  await other.getByRole('button', { name: 'What to do with the dashboard' }).click()
  await other.getByRole('menuitem', { name: 'Delete' }).click()
  await other.getByRole('dialog').getByRole('button', { name: 'Delete the dashboard' }).click()
  await other.waitForURL(/\/dashboards$/)
  t.equal(await saved(), null)
  await other.goto(link)
  await other
    .getByRole('alert')
    .getByText(/There is no dashboard/)
    .waitFor()
  t.same(await violations(other), [])
  t.same(complaints, [], 'no script failed')
})
