import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** A span as OTLP writes it in JSON. */
export interface CollectedSpan {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly name: string
  readonly kind: number
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly status: { readonly code?: number }
  readonly attributes: Readonly<Record<string, string | number | boolean>>
  readonly resource: Readonly<Record<string, string | number | boolean>>
}

export interface Collector {
  readonly url: string
  readonly spans: readonly CollectedSpan[]
  /** Headers of every batch so far. */
  readonly heard: readonly IncomingHttpHeaders[]
  /** Spans of one trace. */
  trace(traceId: string): readonly CollectedSpan[]
  close(): Promise<void>
}

interface Attribute {
  readonly key: string
  readonly value: { stringValue?: string; intValue?: number | string; doubleValue?: number; boolValue?: boolean }
}
type RawSpan = Omit<CollectedSpan, 'attributes' | 'resource'> & { readonly attributes?: readonly Attribute[] }
interface Batch {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes?: readonly Attribute[] }
    readonly scopeSpans: readonly { readonly spans: readonly RawSpan[] }[]
  }[]
}

const read = (attributes: readonly Attribute[] = []) =>
  Object.fromEntries(
    attributes.map(({ key, value: { stringValue, intValue, doubleValue, boolValue } }) => [
      key,
      stringValue ?? (intValue === undefined ? (doubleValue ?? boolValue ?? '') : Number(intValue)),
    ]),
  )

/** Takes traces by OTLP over HTTP, as JSON; answers each batch with a status. */
export async function startCollector(status = 200): Promise<Collector> {
  const spans: CollectedSpan[] = []
  const heard: IncomingHttpHeaders[] = []
  const server = createServer(async (request, response) => {
    const body = await text(request)
    heard.push(request.headers)
    if (request.url === '/v1/traces' && status === 200)
      for (const { resource, scopeSpans } of (JSON.parse(body) as Batch).resourceSpans)
        for (const span of scopeSpans.flatMap((scope) => scope.spans))
          spans.push({ ...span, attributes: read(span.attributes), resource: read(resource.attributes) })
    response.writeHead(status, { 'content-type': 'application/json' }).end('{}')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    heard,
    trace: (traceId) => spans.filter((span) => span.traceId === traceId),
    close: async () => {
      if (!server.listening) return
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
