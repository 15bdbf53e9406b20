import { once } from 'node:events'
import { type AddressInfo, createServer, connect as open, type Socket } from 'node:net'

/** What happens once so many bytes have gone by in all: the connection breaks, or it is held until it is cut, or there is no line before `up`. */
export interface Fault {
  readonly at: number
  readonly kind: 'cut' | 'hold' | 'down'
}

export interface FaultyLine {
  readonly baseUrl: string
  /** Bytes that clients have sent through it. */
  readonly sent: () => number
  /** Faults that have happened. */
  readonly faults: () => number
  /** Ends what is held; nothing of it goes on. */
  cut(): void
  /** Lets those in again who were refused since the line went down. */
  up(): void
  close(): Promise<void>
}

/** Passes bytes on to the service, with faults at places that are told before. */
export async function startFaultyLine(target: string, planned: readonly Fault[]): Promise<FaultyLine> {
  const { hostname, port } = new URL(target)
  const waiting = [...planned]
  const sockets = new Set<Socket>()
  const held = new Set<() => void>()
  let sent = 0
  let isDown = false
  const server = createServer((client) => {
    if (isDown) return client.destroy()
    const service = open({ host: hostname, port: Number(port) })
    const end = () => {
      client.destroy()
      service.destroy()
    }
    for (const socket of [client, service]) {
      sockets.add(socket)
      socket.on('error', end).on('close', () => {
        sockets.delete(socket)
        end()
      })
    }
    const pass = (chunk: Buffer) => {
      if (service.destroyed || service.write(chunk)) return
      client.pause()
      service.once('drain', () => client.resume())
    }
    service.pipe(client)
    client.on('data', (chunk) => {
      sent += chunk.length
      const [fault] = waiting
      if (fault === undefined || sent < fault.at) return pass(chunk)
      waiting.shift()
      if (fault.kind === 'down') {
        isDown = true
        for (const socket of sockets) socket.destroy()
        return
      }
      if (fault.kind === 'cut') return end()
      client.pause()
      held.add(end)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent: () => sent,
    faults: () => planned.length - waiting.length,
    cut: () => {
      for (const end of held) end()
      held.clear()
    },
    up: () => {
      isDown = false
    },
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
