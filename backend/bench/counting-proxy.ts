import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream'

export interface CountingProxy {
  readonly url: string
  /** Requests since it began: when, and what. */
  readonly seen: readonly { readonly at: number; readonly what: string }[]
  /** Ends it with all its connections: who asks finds nobody. */
  stop(): Promise<void>
}

/** Stands before another server and counts what is asked of it. */
export async function countingProxy(target: string): Promise<CountingProxy> {
  const { hostname, port } = new URL(target)
  const seen: { at: number; what: string }[] = []
  const server = createServer((incoming, outgoing) => {
    seen.push({ at: performance.now(), what: `${incoming.method} ${incoming.url}` })
    const { method, url: path, headers } = incoming
    const onward = request({ hostname, port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      pipeline(answer, outgoing, () => {})
    })
    onward.on('error', () => outgoing.destroy())
    pipeline(incoming, onward, () => {})
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    stop: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
