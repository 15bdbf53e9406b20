import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { baseUrl, launchChromium } from './browser.ts'

const base = baseUrl()
const foreign = createServer((_request, response) => {
  response.setHeader('content-type', 'text/html').end('<!doctype html><title>elsewhere</title><p>a page elsewhere')
})
await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve))
const { port } = foreign.address() as AddressInfo
const nemetonPort = new URL(base).port
const browser = await launchChromium([`--host-resolver-rules=MAP *.example 127.0.0.1`])
t.teardown(async () => {
  await browser.close()
  foreign.close()
})

const countUploads = async (): Promise<number> => {
  const { data } = (await (await fetch(`${base}/api/v1/uploads?limit=200`)).json()) as { data: { items: unknown[] } }
  return data.items.length
}

interface Attempt {
  readonly readable: string | null
  readonly failed: boolean
}

for (const [name, origin] of [
  ['of another site', `http://elsewhere.example:${port}`],
  ['of another port of this machine', `http://127.0.0.1:${port}`],
] as const)
  t.test(`a page ${name} can neither post to nor read a local Nemeton`, async (t) => {
    const before = await countUploads()
    const page = await browser.newPage()
    await page.goto(origin)
    const attempts = await page.evaluate(async (target): Promise<Record<string, Attempt>> => {
      const attempt = async (init: RequestInit, path = '/api/v1/uploads'): Promise<Attempt> => {
        try {
          const answer = await fetch(target + path, init)
          return { readable: answer.type === 'opaque' ? null : await answer.text(), failed: false }
        } catch {
          return { readable: null, failed: true }
        }
      }
      const form = () => {
        const data = new FormData()
        data.append('file', new File(['time,x\n2024-01-01,1\n2024-01-02,2\n'], 'planted.csv'))
        return data
      }
      return {
        read: await attempt({}),
        readBlind: await attempt({ mode: 'no-cors' }),
        post: await attempt({ method: 'POST', body: form() }),
        postBlind: await attempt({ method: 'POST', body: form(), mode: 'no-cors' }),
        sqlBlind: await attempt({ method: 'POST', body: '{"query":"SELECT 1"}', mode: 'no-cors' }, '/api/v1/sql'),
      }
    }, base)
    for (const [what, { readable }] of Object.entries(attempts)) t.equal(readable, null, `${what}: nothing can be read`)
    t.equal(await countUploads(), before, 'nothing was stored')
    await page.close()
  })

t.test('a foreign name that points to this machine is not served', async (t) => {
  const page = await browser.newPage()
  const answer = await page.goto(`http://rebound.example:${nemetonPort}/api/v1/uploads`)
  t.equal(answer?.status(), 403)
  t.match(await page.textContent('body'), /forbidden_origin/)
  await page.close()
})

t.test('the pages run without a script or a message that the content policy refuses', async (t) => {
  const page = await browser.newPage()
  const refused: string[] = []
  page.on('console', (message) => {
    if (/Content.Security.Policy/i.test(message.text())) refused.push(message.text())
  })
  for (const path of ['/ingest', '/explore', '/datasources', '/health']) {
    await page.goto(base + path)
    await page.getByRole('main').waitFor()
    await page.waitForLoadState('load')
  }
  t.same(refused, [])
  await page.close()
})
