import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import Fastify from 'fastify'
import t from 'tap'
import { servePages } from '../../src/http/pages.ts'

const folder = await mkdtemp(join(tmpdir(), 'nemeton-pages-'))
const page = (text: string) => `<!doctype html><title>${text}</title>`
const script = `export const answer = ${'4'.repeat(2000)}\n`
await mkdir(join(folder, 'assets'))
await writeFile(join(folder, 'index.html'), page('first'))
await writeFile(join(folder, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
await writeFile(join(folder, 'assets/index-abc.js'), script)
await writeFile(join(folder, 'assets/index-abc.js.br'), brotliCompressSync(script))
const app = Fastify()
app.setErrorHandler((error, _request, reply) => reply.code(404).send({ error: (error as Error).message }))
await writeFile(
  join(folder, 'ahead.json'),
  JSON.stringify({ '/health': ['assets/index-abc.js', 'assets/health.css'], '/datasources/:name': ['assets/one.js'] }),
)
await servePages(app, folder)
t.teardown(async () => {
  await app.close()
  await rm(folder, { recursive: true })
})
const get = (url: string, accepted = 'identity') =>
  app.inject({ method: 'GET', url, headers: { 'accept-encoding': accepted } })

t.test('a file is sent packed to who can unpack it', async (t) => {
  const packed = await get('/assets/index-abc.js', 'gzip, br')
  t.equal(packed.headers['content-encoding'], 'br')
  t.equal(packed.headers['content-type'], 'application/javascript; charset=utf-8')
  t.equal(brotliDecompressSync(packed.rawPayload).toString(), script)
  const plain = await get('/assets/index-abc.js')
  t.equal(plain.headers['content-encoding'], undefined)
  t.equal(plain.payload, script)
  for (const { headers } of [packed, plain]) t.match(headers, { vary: /accept-encoding/i })
})

t.test('what has a hash in its name is kept for ever, a picture for a day, a page not at all', async (t) => {
  const kept = async (url: string) => (await get(url)).headers['cache-control']
  t.equal(await kept('/assets/index-abc.js'), 'public, max-age=31536000, immutable')
  t.equal(await kept('/icon.svg'), 'public, max-age=86400')
  t.equal(await kept('/'), 'no-cache')
  t.equal(await kept('/explore/sales'), 'no-cache')
})

t.test('every address that is no file is the page, and a file that is not there is not', async (t) => {
  for (const url of ['/', '/explore/sales?v=2', '/views/1']) t.equal((await get(url)).payload, page('first'), url)
  for (const url of ['/assets/index-gone.js', '/assets/', '/gone.css', '/api/v1/gone'])
    t.equal((await get(url)).statusCode, 404, url)
})

t.test('the page of a datasource has it sent ahead, under any name and no other', async (t) => {
  const link = async (url: string) => (await get(url)).headers.link
  const preload = (name: string) => `</api/v1/datasources/${name}>; rel=preload; as=fetch; crossorigin`
  t.equal(await link('/explore/sales?v=2'), preload('sales'))
  t.equal(await link('/explore/a%20b%2Fc%3E'), preload('a%20b%2Fc%3E'))
  t.equal(await link('/explore/%C3%A9'), preload('%C3%A9'))
  for (const url of ['/', '/explore', '/explore/', '/explore/a/b', '/explore/%ff', '/explore/%'])
    t.equal(await link(url), undefined, url)
})

t.test('a page has its scripts and styles sent ahead, and one that was built without them none', async (t) => {
  const link = async (url: string) => (await get(url)).headers.link
  const script = (name: string) => `</assets/${name}>; rel=modulepreload; crossorigin`
  const health = `${script('index-abc.js')}, </assets/health.css>; rel=preload; as=style; crossorigin`
  for (const url of ['/health', '/health/', '/health?check=a']) t.equal(await link(url), health, url)
  t.equal(await link('/datasources/sales'), script('one.js'))
  for (const url of ['/datasources', '/datasources/a/b', '/']) t.equal(await link(url), undefined, url)
  for (const text of ['{', 'null', '{"/health":1}', '{"/health":["a>;b"]}']) {
    await writeFile(join(folder, 'ahead.json'), text)
    t.equal(await link('/health'), undefined, text)
  }
  await rm(join(folder, 'ahead.json'))
  t.equal(await link('/health'), undefined)
  t.equal((await get('/health')).statusCode, 200)
})

t.test('pages that are built anew under a running service are the ones it serves', async (t) => {
  await writeFile(join(folder, 'index.html'), page('second'))
  await writeFile(join(folder, 'assets/index-def.js'), 'export const answer = 42\n')
  t.equal((await get('/health')).payload, page('second'))
  t.equal((await get('/assets/index-def.js')).statusCode, 200)
})

t.test('nothing outside of the folder is served', async (t) => {
  for (const url of ['/../package.json', '/%2e%2e/package.json', '/assets/..%2f..%2fpackage.json', '//etc/passwd'])
    t.notMatch((await get(url)).payload, /root:|"name"/, url)
})
