import { setTimeout as sleep } from 'node:timers/promises'
import { ProductError } from '@nemeton/contract'
import type { DatasourceSchema } from '../olap/datasource-schema.ts'
import type { Ports } from '../ports/ports.ts'
import type { DatasourceReader } from './datasource-reader.ts'

interface Needs extends Pick<Ports, 'druid' | 'database'> {
  readonly datasources: DatasourceReader
  /** How long after a question a schema is still read anew by itself; who looks at a datasource asks again within seconds. */
  readonly keptFreshMs?: number
}

/**
 * What queries are compiled by. One that is in use is read anew by itself while it is, so that Druid is asked what a
 * datasource looks like between the questions and not in the middle of them.
 */
export interface Schemas {
  /** At most a second old as Druid has it, and of the change made here that is the last now. Error: `not_found`. */
  read(name: string, signal: AbortSignal): Promise<DatasourceSchema>
  /**
   * The same without asking Druid, and so a minute old at most; null when it would have to be asked. What is older than a
   * second is read anew beside.
   */
  recall(name: string, signal: AbortSignal): Promise<DatasourceSchema | null>
  /** What was read last, a minute old at most and of whatever change: for who reads it beside and begins anew if it differs. */
  last(name: string): DatasourceSchema | null
  /** As Druid has it now. */
  readAnew(name: string): Promise<DatasourceSchema>
}

interface Reading {
  readonly schema: Promise<DatasourceSchema>
  /** The last change made here before it began. */
  readonly change: string
  readonly at: number
}
type Found = Omit<Reading, 'schema'> & { readonly schema: DatasourceSchema }

const freshMs = 1000
/** Early enough that the next reading is there before one is no longer fresh. */
const renewMs = 700
const recalledMs = 60_000
/** More than a person looks at; what is asked again is simply read again. */
const mostKnown = 200

export function createSchemas({ druid, database, datasources, keptFreshMs = 5000 }: Needs): Schemas {
  const readings = createNewest<Reading>()
  const found = createNewest<Found>()
  const readNow = async (name: string, change: string): Promise<DatasourceSchema> => {
    const before = found.get(name)
    // What the plans of all loads have is the same as long as nothing changed here.
    const known = before?.change === change ? before.schema : null
    const [columns, countMetric, sketches, interval] = await Promise.all([
      datasources.columns(name),
      known === null ? datasources.countMetric(name) : known.countMetric,
      known?.sketches ?? datasources.sketches(name),
      druid.interval(name),
    ])
    if (columns !== null && interval !== null) return { name, columns, interval, countMetric, sketches }
    const { columns: few, interval: own } = await datasources.find(name)
    return { name, columns: few, interval: own, countMetric, sketches }
  }
  const readAs = (name: string, change: string): Promise<DatasourceSchema> => {
    const reading: Reading = { schema: readNow(name, change), change, at: performance.now() }
    readings.set(name, reading)
    reading.schema.then(
      (schema) => {
        if (readings.get(name) === reading) found.set(name, { ...reading, schema })
      },
      (error: unknown) => {
        if (readings.get(name) !== reading) return
        readings.delete(name)
        if (error instanceof ProductError && error.code === 'not_found') found.delete(name)
      },
    )
    return reading.schema
  }
  const isYounger = ({ at }: Pick<Reading, 'at'>, ms: number) => performance.now() - at < ms
  const readFresh = (name: string, change: string, ms = freshMs): Promise<DatasourceSchema> => {
    const reading = readings.get(name)
    return reading?.change === change && isYounger(reading, ms) ? reading.schema : readAs(name, change)
  }
  /** When each was asked for last. */
  const uses = new Map<string, number>()
  const renew = async (name: string): Promise<void> => {
    for (;;) {
      await sleep(renewMs, undefined, { ref: false })
      // of what is not there a stranger may ask for ever new ones
      const isThere = found.get(name) !== undefined || readings.get(name) !== undefined
      if (performance.now() - (uses.get(name) ?? 0) >= keptFreshMs || !isThere) break
      await database.ingestions
        .lastChange(name)
        .then((change) => readFresh(name, change, freshMs - renewMs))
        .catch(() => {})
    }
    uses.delete(name)
  }
  const keepFresh = (name: string): void => {
    const isKept = uses.has(name)
    uses.set(name, performance.now())
    if (!isKept) void renew(name)
  }
  const lastChange = async (name: string, signal: AbortSignal): Promise<string> => {
    const change = await database.ingestions.lastChange(name)
    signal.throwIfAborted()
    return change
  }
  return {
    read: async (name, signal) => {
      keepFresh(name)
      return readFresh(name, await lastChange(name, signal))
    },
    recall: async (name, signal) => {
      keepFresh(name)
      const change = await lastChange(name, signal)
      const one = found.get(name)
      if (one?.change !== change || !isYounger(one, recalledMs)) return null
      if (!isYounger(one, freshMs)) readFresh(name, change).catch(() => {})
      return one.schema
    },
    last: (name) => {
      const one = found.get(name)
      return one && isYounger(one, recalledMs) ? one.schema : null
    },
    readAnew: async (name) => readAs(name, await database.ingestions.lastChange(name)),
  }
}

/** By name, the ones that were set last. */
function createNewest<T>() {
  const values = new Map<string, T>()
  return {
    get: (name: string) => values.get(name),
    delete: (name: string) => void values.delete(name),
    set: (name: string, value: T) => {
      values.delete(name)
      values.set(name, value)
      const [oldest] = values.keys()
      if (values.size > mostKnown && oldest !== undefined) values.delete(oldest)
    },
  }
}
