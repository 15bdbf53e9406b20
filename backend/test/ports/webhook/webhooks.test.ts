import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t from 'tap'
import { sign } from '../../../src/ports/webhook/signature.ts'
import { createWebhooks } from '../../../src/ports/webhook/undici.ts'

t.test('a message is signed as Standard Webhooks are', async (t) => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  const signature = sign(secret, 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1_614_265_330, '{"test": 2432232314}')
  t.equal(signature, 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
})

const statuses = [200, 204, 500, 429, 401, 302, 410]
const seen: { readonly headers: NodeJS.Dict<string | string[]>; readonly url: string; readonly body: string }[] = []
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  seen.push({ headers: request.headers, url: request.url ?? '', body: Buffer.concat(chunks).toString() })
  response.writeHead(Number(request.url?.match(/\d+/)?.[0])).end('an answer')
})
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const origin = `127.0.0.1:${(server.address() as AddressInfo).port}`
t.teardown(() => server.close())

t.test('what a receiver answers decides whether it is given again', async (t) => {
  const webhooks = createWebhooks({ addresses: statuses.map((status) => `http://${origin}/${status}`), secret: null })
  const kinds = await Promise.all(
    webhooks.targets.map(async (target) => (await webhooks.post(target, 'msg_1', '{}')).kind),
  )
  t.same(kinds, ['taken', 'taken', 'failed', 'failed', 'failed', 'failed', 'refused'])
  t.match(await webhooks.post('another', 'msg_1', '{}'), { kind: 'refused' })
  await webhooks.close()
})

t.test('it goes signed, with the address whole and its user as a header, and the address stays unsaid', async (t) => {
  const secret = 'a plain secret of some length'
  const webhooks = createWebhooks({ addresses: [`http://me:pass@${origin}/200?token=x`], secret })
  const [target = ''] = webhooks.targets
  t.match(target, /^[0-9a-f]{16}$/)
  await webhooks.post(target, 'msg_2', '{"a":1}')
  const { headers, url, body } = seen.at(-1) ?? { headers: {}, url: '', body: '' }
  t.equal(url, '/200?token=x')
  t.match(headers, { 'webhook-id': 'msg_2', authorization: `Basic ${Buffer.from('me:pass').toString('base64')}` })
  const signed = `msg_2.${headers['webhook-timestamp']}.${body}`
  t.equal(headers['webhook-signature'], `v1,${createHmac('sha256', secret).update(signed).digest('base64')}`)
  await webhooks.close()
})

t.test('one that is not there fails without its address', async (t) => {
  const webhooks = createWebhooks({ addresses: ['http://127.0.0.1:1/secret-path'], secret: null })
  const posted = await webhooks.post(webhooks.targets[0] ?? '', 'msg_3', '{}')
  t.same(posted, { kind: 'failed', reason: 'It did not answer.' })
  await webhooks.close()
})
