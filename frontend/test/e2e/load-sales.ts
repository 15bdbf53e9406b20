import { readFileSync } from 'node:fs'
import { baseUrl } from './browser.ts'
import { samplePath } from './sales.ts'

/** Loads the sales sample under a name and waits until it can be queried. */
export async function loadSales(name: string): Promise<void> {
  const base = baseUrl()
  const form = new FormData()
  form.append('datasource', name)
  form.append('ingest', 'true')
  form.append('file', new File([readFileSync(samplePath)], 'sales.csv'))
  await fetch(`${base}/api/v1/uploads`, { method: 'POST', body: form })
  const deadline = Date.now() + 180_000
  for (;;) {
    const answer = await fetch(`${base}/api/v1/ingestions?datasource=${name}`)
    const { data } = (await answer.json()) as { data: { items: { status: string }[] } }
    const status = data.items[0]?.status
    if (status === 'queryable') return
    if (status === 'failed') throw new Error('the sample was not loaded')
    if (Date.now() > deadline) throw new Error('the sample was not queryable in time')
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
}
