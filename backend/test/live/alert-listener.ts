import { createHmac, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  readonly id: string
  readonly isSigned: boolean
  readonly answered: number
  readonly body: {
    readonly type: string
    readonly data: { readonly check: string; readonly severity: string; readonly sentence: string }
  }
}

/** A receiver of alerts as anybody would write it; `answer` says with which status, knowing how often an id came before. */
export async function listenForAlerts(secret: string, answer: (before: number) => number) {
  const received: Received[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString()
    const of = (name: string) => String(request.headers[name] ?? '')
    const [id, timestamp] = [of('webhook-id'), of('webhook-timestamp')]
    const expected = createHmac('sha256', Buffer.from(secret)).update(`${id}.${timestamp}.${text}`).digest()
    const given = Buffer.from(of('webhook-signature').replace(/^v1,/, ''), 'base64')
    const isFresh = Math.abs(Date.now() / 1000 - Number(timestamp)) < 60
    const isSigned = isFresh && given.length === expected.length && timingSafeEqual(given, expected)
    const answered = answer(received.filter((each) => each.id === id).length)
    received.push({ id, isSigned, answered, body: JSON.parse(text) as Received['body'] })
    response.writeHead(answered).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts?token=not-to-be-told`,
    received: received as readonly Received[],
    close: () => server.close(),
  }
}
