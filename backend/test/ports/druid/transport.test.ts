import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { createTransport } from '../../../src/ports/druid/transport.ts'

const piece = 'x'.repeat(1000)
let asked = 0
let cut = 0
const server = createServer((request, response) => {
  asked += 1
  response.once('close', () => {
    if (!response.writableFinished) cut += 1
  })
  const isEndless = request.url === '/endless'
  const send = () => {
    while (!response.destroyed) if (!response.write(piece)) return void response.once('drain', send)
  }
  if (isEndless) send()
  else response.end(piece)
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const { port } = server.address() as AddressInfo
const transport = createTransport({ url: `http://127.0.0.1:${port}`, authorization: null })
t.teardown(async () => {
  await transport.close()
  server.close()
})

t.test('takes an answer up to its bound', async (t) => {
  t.match(await transport.call('/', { mostBytes: 1000 }), { status: 200, text: piece })
  await t.rejects(transport.call('/', { mostBytes: 999 }), { code: 'too_large' })
})

t.test('leaves an answer that is larger than its bound, and does not ask for it again', async (t) => {
  asked = 0
  cut = 0
  await t.rejects(transport.call('/endless', { mostBytes: 3 * 1024 ** 2, about: 'query' }), {
    code: 'too_large',
    message: /larger than 3 MiB.*export/,
  })
  while (cut === 0) await new Promise((resolve) => setTimeout(resolve, 10))
  t.equal(asked, 1)
})
