import { setTimeout as sleep } from 'node:timers/promises'
import { ProductError } from '@nemeton/contract'
import t from 'tap'
import { createMonitor } from '../../../src/features/health/monitor.ts'
import type { Ports } from '../../../src/ports/ports.ts'

function start() {
  const away = new Set<string>()
  const changes: string[] = []
  const answer = async <T>(part: string, value: T): Promise<T> => {
    if (away.has(part)) throw new ProductError('not_ready', `${part} is away.`)
    return value
  }
  const ports = {
    database: { ping: () => answer('postgresql', '18.4') },
    objectStore: { ping: () => answer('objectStore', undefined) },
    druid: { status: () => answer('druid', { version: '33.0.0', extensions: [] }) },
  } as unknown as Pick<Ports, 'database' | 'objectStore' | 'druid'>
  return { away, changes, monitor: createMonitor(ports, (what) => void changes.push(what)) }
}
async function until(isSo: () => boolean): Promise<boolean> {
  for (let at = 0; at < 600 && !isSo(); at += 1) await sleep(10)
  return isSo()
}

t.test('it is ready once all has answered and the schema is there, and not any more once it drains', async (t) => {
  const { monitor } = start()
  t.match(monitor.notReady(), /schema/)
  monitor.migrated()
  t.ok(await until(() => monitor.notReady() === null))
  monitor.drain()
  t.match(monitor.notReady(), /shutting down/)
  await monitor.close()
})

t.test('PostgreSQL or the store takes it out of rotation, Druid does not', async (t) => {
  const { monitor, away, changes } = start()
  monitor.migrated()
  t.ok(await until(() => monitor.notReady() === null))
  away.add('druid')
  t.ok(await until(() => monitor.parts().some(({ name, state }) => name === 'druid' && state === 'down')))
  t.equal(monitor.notReady(), null)
  for (const part of ['postgresql', 'objectStore']) {
    away.add(part)
    t.ok(await until(() => monitor.notReady() !== null), `without ${part}`)
    away.delete(part)
    t.ok(await until(() => monitor.notReady() === null), `with ${part}`)
  }
  t.same(changes.slice(3), ['all', 'self', 'self', 'self', 'self'], 'each change is told as it comes')
  await monitor.close()
})
