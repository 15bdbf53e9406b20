import type { Page } from 'playwright-core'

/** Takes a dimension by the head of its top values and holds it over the splits: `mouse.up` drops it there. */
export async function dragToSplits(page: Page, column: string): Promise<void> {
  const title = page.getByRole('region', { name: column, exact: true }).getByText(column, { exact: true })
  await title.scrollIntoViewIfNeeded()
  await title.hover()
  await page.mouse.down()
  const shelf = await page.getByRole('button', { name: 'Split', exact: true }).boundingBox()
  if (!shelf) throw new Error('the splits have no box')
  await page.mouse.move(shelf.x + 20, shelf.y + 60, { steps: 5 })
  await page.mouse.move(shelf.x + 20, shelf.y + 10, { steps: 5 })
}
