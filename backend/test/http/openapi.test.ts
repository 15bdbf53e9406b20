import t from 'tap'
import { endpoints, openapi } from '../../src/http/openapi.ts'

interface Operation {
  readonly summary: string
  readonly parameters: readonly { name: string; in: string; required: boolean }[]
  readonly requestBody?: { content: Record<string, { schema: { properties?: object; required?: string[] } }> }
  readonly responses: Record<string, { content: Record<string, unknown> }>
}
interface Document {
  readonly openapi: string
  readonly info: { title: string; version: string }
  readonly paths: Record<string, Record<string, Operation>>
}

const document = JSON.parse(JSON.stringify(openapi('1.2.3'))) as Document
const operation = (method: string, path: string) => document.paths[path]?.[method]

t.test('is OpenAPI 3.1 of this version', async (t) => {
  t.match(document, { openapi: '3.1.0', info: { title: 'Nemeton', version: '1.2.3' } })
})

t.test('prints every endpoint of the contract once, with its parameters and answers', async (t) => {
  t.ok(endpoints.length > 15)
  t.equal(Object.values(document.paths).flatMap((path) => Object.keys(path)).length, endpoints.length)
  for (const { method, path, summary, status } of endpoints) {
    const printed = operation(method.toLowerCase(), path.replace(/:(\w+)/g, '{$1}'))
    t.equal(printed?.summary, summary, `${method} ${path}`)
    t.ok(printed?.responses[status], `${method} ${path} says what success is`)
    t.ok(printed?.responses.default, `${method} ${path} says what an error is`)
    const wanted = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name)
    const named = printed?.parameters.filter((parameter) => parameter.in === 'path').map(({ name }) => name)
    t.same(named, wanted, `${method} ${path} names its path parameters`)
  }
})

t.test('describes an upload as multipart with a file that must be there', async (t) => {
  const schema = operation('post', '/api/v1/uploads')?.requestBody?.content['multipart/form-data']?.schema
  t.same(Object.keys(schema?.properties ?? {}), ['datasource', 'mode', 'ingest', 'sheet', 'file'])
  t.same(schema?.required, ['file'])
})

t.test('describes event streams as such', async (t) => {
  t.ok(operation('get', '/api/v1/ingestions/{id}/events')?.responses['200']?.content['text/event-stream'])
})

t.test('refers to nothing that is not in it', async (t) => {
  for (const [, ref] of JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)) t.match(ref, /^#/)
})
