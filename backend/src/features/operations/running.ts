import { setTimeout as sleep } from 'node:timers/promises'
import type { listRunningQueries } from '@nemeton/contract'
import type { z } from 'zod'
import type { Ports, Writer } from '../../ports/ports.ts'
import type { InFlight } from '../../queries/in-flight.ts'
import { createShared } from './shared.ts'

interface Needs {
  readonly inFlight: InFlight
  readonly runningQueries: Pick<Ports['database']['runningQueries'], 'elsewhere'>
  readonly writer: Writer
}

const freshMs = 500
const timeoutMs = 1500

/** The questions of all instances, oldest first; those of the others as PostgreSQL has them. */
export function createRunning({ inFlight, runningQueries, writer }: Needs) {
  const elsewhere = createShared(freshMs, () => runningQueries.elsewhere(writer).catch(() => null))
  return async (): Promise<z.infer<typeof listRunningQueries.result>> => {
    const others = await Promise.race([elsewhere(), sleep(timeoutMs, null, { ref: false })])
    const own = inFlight.list().map((query) => ({ ...query, instance: writer.name }))
    const items = [...own, ...(others ?? [])].toSorted((one, other) => other.ageMs - one.ageMs)
    return { items, complete: others !== null }
  }
}
