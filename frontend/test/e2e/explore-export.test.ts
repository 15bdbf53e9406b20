import { readFileSync } from 'node:fs'
import t from 'tap'
import { readSales } from './sales.ts'
import { openSalesPage } from './sales-page.ts'
import { until } from './until.ts'

const sales = readSales()
const { base, name, page, complaints, quiet } = await openSalesPage('exported')

/** The rows that a table shows below its totals: the name, then each number with every digit that it has. */
const shownRows = () =>
  page
    .locator('[data-visualization="bars"] tbody tr')
    .evaluateAll((lines) =>
      lines
        .slice(1)
        .map((line) => [
          line.querySelector('th')?.textContent ?? '',
          ...[...line.querySelectorAll('td')].map((cell) => cell.title.replaceAll(',', '')),
        ]),
    )

t.test('the exported file holds what the screen shows, in its order, under its filters', async (t) => {
  await page.goto(`${base}/explore/${name}?v=2&split=branch&is.channel=online&chart=bars`)
  await page.locator('[data-visualization="bars"] tbody tr').nth(1).waitFor()
  await quiet()
  const shown = await shownRows()
  const branches = new Set(sales.filter(({ channel }) => channel === 'online').map(({ branch }) => branch))
  t.equal(shown.length, branches.size)

  await page.getByRole('button', { name: 'Export the split by branch' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'CSV' }).click(),
  ])
  t.match(download.suggestedFilename(), new RegExp(`${name}.*\\.csv$`))
  const lines = readFileSync(await download.path(), 'utf8')
    .trimEnd()
    .split('\n')
  const facts = lines.filter((line) => line.startsWith('#'))
  t.ok(
    facts.some((fact) => /channel/.test(fact) && /online/.test(fact)),
    'the filter stands in its head',
  )
  const [head = '', ...rows] = lines.filter((line) => !line.startsWith('#'))
  t.match(head, /^branch,/)
  t.same(
    rows.map((row) => row.split(',').map((cell, place) => (place === 0 ? cell : rounded(cell)))),
    shown.map(([branch = '', ...numbers]) => [branch, ...numbers.map(rounded)]),
  )
})

const rounded = (text: string): string => Number(text).toFixed(6)

t.test('a time zone moves the days, over a change of its clocks too', async (t) => {
  const zone = 'Pacific/Auckland'
  const dayIn = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' })
  const counts = new Map<string, number>()
  for (const { time = '' } of sales) {
    const day = dayIn.format(new Date(time))
    if (day >= '2025-04-04' && day < '2025-04-09') counts.set(day, (counts.get(day) ?? 0) + 1)
  }
  const wanted = [...counts].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, count]) => String(count))
  t.equal(wanted.length, 5)

  const search = 'v=2&time=2025-04-04/2025-04-09&split=__time&by.1=P1D&chart=bars&measure=count&shown=count'
  await page.goto(`${base}/explore/${name}?${search}`)
  await page.locator('[data-visualization="bars"] tbody tr').nth(1).waitFor()
  await quiet()
  const inUtc = (await shownRows()).map(([, count]) => count)
  t.equal(inUtc.length, 5)
  t.not(inUtc.join(), wanted.join(), 'the days of UTC are others')
  await page.getByLabel('Time zone').selectOption(zone)
  await page.waitForURL(/tz=Pacific/)
  await until('the days are those of the zone', async () => {
    const counts = (await shownRows()).map(([, count]) => count)
    return counts.join() === wanted.join()
  })
  t.same(complaints, [])
})
