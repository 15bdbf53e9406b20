import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

interface Scripted {
  readonly status?: number
  readonly chunks: readonly string[]
  /** Lets the client wait for the head of the answer. */
  readonly holdMs?: number
  /** Ends the connection instead of the body. */
  readonly reset?: boolean
}

export interface FakeDruid {
  readonly url: string
  /** Method and path of every request so far. */
  readonly asked: readonly string[]
  /** Headers of every request so far. */
  readonly heard: readonly IncomingHttpHeaders[]
  /** What the next SQL queries are answered. */
  answerWith(answer: Scripted): void
  close(): Promise<void>
}

/** Shows the faults that a real Druid cannot be made to show. */
export async function startFakeDruid(): Promise<FakeDruid> {
  let scripted: Scripted = { chunks: ['[]\n'] }
  const asked: string[] = []
  const heard: IncomingHttpHeaders[] = []
  const server = createServer(async (request, response) => {
    asked.push(`${request.method} ${request.url}`)
    heard.push(request.headers)
    request.resume()
    if (request.url === '/status') {
      response.end(JSON.stringify({ version: '33.0.0', modules: [] }))
      return
    }
    if (request.method !== 'POST' || request.url !== '/druid/v2/sql') {
      response.writeHead(404).end('{}')
      return
    }
    const { status = 200, chunks, reset = false, holdMs = 0 } = scripted
    if (holdMs > 0) await sleep(holdMs, undefined, { ref: false })
    response.writeHead(status, { 'content-type': 'application/json' }).flushHeaders()
    for (const chunk of chunks) await new Promise((resolve) => response.write(chunk, resolve))
    if (reset) response.destroy()
    else response.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    heard,
    answerWith: (answer) => {
      scripted = answer
    },
    close: async () => {
      if (!server.listening) return
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
