import type { Endpoint } from '@nemeton/contract'
import * as contract from '@nemeton/contract'
import { z } from 'zod'

/** Every endpoint of the contract package, in its order. */
export const endpoints: readonly Endpoint[] = Object.values<unknown>(contract).filter(
  (value): value is Endpoint => typeof value === 'object' && value !== null && 'method' in value && 'access' in value,
)

const schemaOf = (schema: z.ZodType, io: 'input' | 'output') =>
  z.toJSONSchema(schema, { io, unrepresentable: 'any', cycles: 'ref', reused: 'inline' })

/** OpenAPI 3.1, printed from the contract alone. */
export function openapi(version: string): unknown {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const endpoint of endpoints) {
    const path = endpoint.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operation(endpoint) }
  }
  return { openapi: '3.1.0', info: { title: 'Nemeton', version, license: { name: 'Apache-2.0' } }, paths }
}

function operation(endpoint: Endpoint): unknown {
  return {
    summary: endpoint.summary,
    parameters: [...parameters(endpoint.params, 'path'), ...parameters(endpoint.query, 'query')],
    ...requestBody(endpoint),
    responses: { [endpoint.status]: answer(endpoint), default: { description: 'An error', ...json(failed) } },
  }
}

function parameters(schema: z.ZodType, place: 'path' | 'query'): unknown[] {
  if (!(schema instanceof z.ZodObject)) return []
  const { properties = {}, required = [] } = schemaOf(schema, 'input')
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }))
}

function requestBody(endpoint: Endpoint): object {
  if (endpoint.consumes === 'multipart/form-data') {
    const fields = schemaOf(contract.uploadFields, 'input')
    const file = { type: 'string', format: 'binary' }
    const schema = { ...fields, properties: { ...fields.properties, file }, required: ['file'] }
    return { requestBody: { required: true, content: { 'multipart/form-data': { schema } } } }
  }
  if (endpoint.consumes === 'application/offset+octet-stream')
    return { requestBody: { content: { [endpoint.consumes]: { schema: { type: 'string', format: 'binary' } } } } }
  if (endpoint.body instanceof z.ZodUndefined) return {}
  return { requestBody: { required: true, ...json(schemaOf(endpoint.body, 'input')) } }
}

const json = (schema: unknown) => ({ content: { 'application/json': { schema } } })
const failed = schemaOf(contract.envelope(z.null()), 'output')

function answer(endpoint: Endpoint): unknown {
  switch (endpoint.answer) {
    case 'envelope':
      return { description: 'OK', ...json(schemaOf(contract.envelope(endpoint.result), 'output')) }
    case 'events':
      return {
        description: 'Server-Sent Events',
        content: { 'text/event-stream': { schema: schemaOf(endpoint.result, 'output') } },
      }
    case 'headers':
      return { description: 'Headers alone', headers: headersOf(endpoint.result) }
    case 'stream':
      return { description: 'A stream outside of the envelope', content: { 'application/json': {}, 'text/csv': {} } }
  }
}

function headersOf(schema: z.ZodType): object {
  const { properties = {} } = schemaOf(schema, 'output')
  return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, { schema: property }]))
}
