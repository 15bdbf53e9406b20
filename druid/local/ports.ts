import { createServer } from 'node:net'

export const basePorts = {
  nemeton: 4000,
  postgres: 5433,
  s3: 9000,
  zookeeper: 2181,
  derby: 1527,
  coordinator: 8081,
  broker: 8082,
  historical: 8083,
  indexer: 8091,
  router: 8888,
} as const

export type PortName = keyof typeof basePorts
export type Ports = Readonly<Record<PortName, number>>

const highest = 65_535 - Math.max(...Object.values(basePorts))

export function portsAt(offset: number): Ports {
  if (!Number.isInteger(offset) || offset < 0 || offset > highest) {
    throw new Error(`PORT_OFFSET must be a whole number from 0 to ${highest}, not ${offset}`)
  }
  return Object.fromEntries(Object.entries(basePorts).map(([name, port]) => [name, port + offset])) as Ports
}

/** Names each port that somebody else holds, and whose it would be. */
export async function assertFree(ports: Partial<Ports>): Promise<void> {
  const wanted = Object.entries(ports).filter(([, port]) => port !== undefined)
  const free = await Promise.all(wanted.map(([, port]) => isFree(port)))
  const taken = wanted.filter((_, index) => !free[index]).map(([name, port]) => `${port} (${name})`)
  if (taken.length > 0)
    throw new Error(`in use by another process: port ${taken.join(', ')}. PORT_OFFSET moves them all`)
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)))
  })
}
