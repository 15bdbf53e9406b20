import t from 'tap'
import { baseUrl, launchChromium } from './browser.ts'
import { loadSales } from './load-sales.ts'

/** A page of a browser of its own, once the sales sample can be queried under a name that begins so. */
export async function openSalesPage(begin: string, permissions: string[] = []) {
  const name = `${begin}_${Date.now().toString(36)}`
  await loadSales(name)
  const browser = await launchChromium()
  t.teardown(() => browser.close())
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, locale: 'en-US', permissions })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  return {
    base: baseUrl(),
    name,
    browser,
    context,
    page,
    /** What went wrong in the page unseen. */
    complaints,
    /** Until nothing on the page waits for an answer. */
    quiet: () =>
      page.waitForFunction(() => !document.querySelector('[aria-busy="true"]'), undefined, { timeout: 60_000 }),
  }
}
