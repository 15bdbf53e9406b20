import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ShortDruid {
  readonly url: string
  /** From now on results that are streamed lose so much of their end, politely or with the connection. */
  shorten(by: { readonly bytes: number; readonly reset: boolean } | null): void
  close(): Promise<void>
}

/** Passes everything on to the real Druid; only the ends of streamed results get lost. */
export async function startShortDruid(target: string): Promise<ShortDruid> {
  let loss: { readonly bytes: number; readonly reset: boolean } | null = null
  const server = createServer(async (asked, answered) => {
    const chunks: Buffer[] = []
    for await (const chunk of asked) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const { method, headers, url } = asked
    const onward = request(`${target}${url}`, { method, headers, agent: false }, (answer) => {
      const { 'content-length': _length, ...rest } = answer.headers
      answered.writeHead(answer.statusCode ?? 502, rest)
      if (loss === null || !body.includes('"arrayLines"')) return void answer.pipe(answered)
      const { bytes, reset } = loss
      let held = Buffer.alloc(0)
      answer.on('data', (chunk: Buffer) => {
        held = Buffer.concat([held, chunk])
        if (held.length <= bytes) return
        answered.write(held.subarray(0, held.length - bytes))
        held = held.subarray(held.length - bytes)
      })
      answer.on('end', () => (reset ? answered.destroy() : answered.end()))
    })
    onward.on('error', () => answered.destroy())
    answered.on('close', () => onward.destroy())
    onward.end(body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    shorten: (by) => {
      loss = by
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
