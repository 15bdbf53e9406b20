import type { IncomingHttpHeaders } from 'node:http'
import Fastify from 'fastify'
import t from 'tap'
import { answerError } from '../../src/http/errors.ts'
import { refuseForeignOrigins } from '../../src/http/origin.ts'

const app = Fastify()
app.setErrorHandler(answerError)
refuseForeignOrigins(app, ['druid.example'])
app.get('/', async () => 'in')
app.post('/', async () => 'in')
t.teardown(() => app.close())

const own: readonly IncomingHttpHeaders[] = [
  { host: '127.0.0.1:4000' },
  { host: 'localhost' },
  { host: 'LocalHost:4000' },
  { host: '[::1]:4000' },
  { host: '[::1]' },
  { host: 'druid.example' },
  { host: 'druid.example:8443', origin: 'https://druid.example:8443' },
  { host: '127.0.0.1:4000', origin: 'http://127.0.0.1:4000' },
  { host: '127.0.0.1:4000', origin: 'http://127.0.0.1:4000', 'sec-fetch-site': 'same-origin' },
  { host: '127.0.0.1:4000', 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' },
  { host: '127.0.0.1:4000', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
]
const foreign: readonly IncomingHttpHeaders[] = [
  { host: 'evil.example' },
  { host: 'evil.example:4000' },
  { host: '127.0.0.1.evil.example:4000' },
  { host: 'localhost.evil.example' },
  { host: 'evil.example@127.0.0.1' },
  { host: '127.0.0.1:4000@evil.example' },
  { host: '127.0.0.1 ' },
  { host: '0.0.0.0:4000' },
  { host: '127.0.0.1:4000', origin: 'null' },
  { host: '127.0.0.1:4000', origin: '' },
  { host: '127.0.0.1:4000', origin: 'http://evil.example' },
  { host: '127.0.0.1:4000', origin: 'http://127.0.0.1:4001' },
  { host: '127.0.0.1:4000', origin: 'http://127.0.0.1' },
  { host: '127.0.0.1:4000', origin: 'http://localhost:4000' },
  { host: '127.0.0.1:4000', origin: 'http://127.0.0.1:4000.evil.example' },
  { host: '127.0.0.1:4000', origin: 'chrome-extension://abcdef' },
  { host: '127.0.0.1:4000', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
  { host: '127.0.0.1:4000', 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' },
]

for (const method of ['GET', 'POST'] as const) {
  for (const headers of own) {
    t.test(`lets ${method} with ${JSON.stringify(headers)} in`, async (t) => {
      t.equal((await app.inject({ method, url: '/', headers: present(headers) })).statusCode, 200)
    })
  }
  for (const headers of foreign) {
    t.test(`refuses ${method} with ${JSON.stringify(headers)}`, async (t) => {
      const answer = await app.inject({ method, url: '/', headers: present(headers) })
      t.equal(answer.statusCode, 403)
      t.match(answer.json(), { data: null, error: { code: 'forbidden_origin' } })
    })
  }
}

function present(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
}
