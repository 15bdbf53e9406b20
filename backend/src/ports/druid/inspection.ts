import type { Rule } from './druid.ts'
import { readJson } from './json.ts'
import { type RawRule, readRule } from './rules.ts'
import type { createTransport } from './transport.ts'

export interface Worker {
  readonly host: string
  readonly capacity: number
  readonly used: number
  readonly isEnabled: boolean
}

export interface StatusFacts {
  readonly version: string
  readonly extensions: readonly string[]
  /** Its date header, null when it sends none, and our own clock before and after. */
  readonly clock: { readonly date: string | null; readonly asked: number; readonly answered: number }
}

export interface StoredSegment {
  readonly bucket: string
  readonly key: string
}

/** What a look at the cluster asks. Each is one call, never tried again: the next look asks anew. */
export interface Inspection {
  /** Small results of a `sys` table, as objects. */
  systemRows(sql: string, signal: AbortSignal): Promise<readonly Readonly<Record<string, unknown>>[]>
  /** Load and drop rules by datasource; those of the cluster under `_default`. */
  everyRule(signal: AbortSignal): Promise<Readonly<Record<string, readonly Rule[]>>>
  workers(signal: AbortSignal): Promise<readonly Worker[]>
  clusterStatus(signal: AbortSignal): Promise<StatusFacts>
  /** Where each segment that Druid keeps of a datasource lies in deep storage, used or not; null for one that is in no bucket. Two calls. */
  deepStored(datasource: string, signal: AbortSignal): Promise<readonly (StoredSegment | null)[]>
}

type Transport = Pick<ReturnType<typeof createTransport>, 'call'>

interface RawSegment {
  readonly loadSpec?: { readonly bucket?: string; readonly key?: string }
}

interface RawWorker {
  readonly worker: { readonly host: string; readonly capacity: number; readonly version?: string }
  readonly currCapacityUsed: number
}

const mostBytes = 16 * 1024 ** 2

export function createInspection(router: Transport, broker: Transport): Inspection {
  const get = async <T>(path: string, signal: AbortSignal): Promise<T> =>
    readJson<T>((await router.call(path, { signal, retry: false, mostBytes })).text)
  return {
    systemRows: async (query, signal) => {
      const body = { query, resultFormat: 'object' }
      const { text } = await broker.call('/druid/v2/sql', { method: 'POST', body, retry: false, signal, mostBytes })
      return readJson(text)
    },
    everyRule: async (signal) => {
      const raw = await get<Record<string, RawRule[]>>('/druid/coordinator/v1/rules', signal)
      return Object.fromEntries(Object.entries(raw).map(([name, rules]) => [name, rules.map(readRule)]))
    },
    // A worker of the empty version was told to take no further task.
    workers: async (signal) =>
      (await get<RawWorker[]>('/druid/indexer/v1/workers', signal)).map(({ worker, currCapacityUsed }) => ({
        host: worker.host,
        capacity: worker.capacity,
        used: currCapacityUsed,
        isEnabled: worker.version !== '',
      })),
    clusterStatus: async (signal) => {
      const asked = Date.now()
      const { text, date } = await router.call('/status', { signal, retry: false })
      const { version, modules = [] } = readJson<{ version: string; modules?: { artifact?: string }[] }>(text)
      const extensions = [...new Set(modules.flatMap(({ artifact }) => (artifact ? [artifact] : [])))].sort()
      return { version, extensions, clock: { date, asked, answered: Date.now() } }
    },
    deepStored: async (datasource, signal) => {
      const path = `/druid/coordinator/v1/metadata/datasources/${encodeURIComponent(datasource)}`
      const find = async <T>(path: string) => {
        const { status, text } = await router.call(path, { signal, retry: false, mostBytes, accept: [404] })
        return status === 404 ? [] : readJson<T[]>(text)
      }
      const [used, unused] = await Promise.all([
        find<RawSegment>(`${path}/segments?full`),
        find<{ dataSegment: RawSegment }>(`${path}/unusedSegments`),
      ])
      return [...used, ...unused.map(({ dataSegment }) => dataSegment)].map(({ loadSpec }) =>
        loadSpec?.bucket && loadSpec.key ? { bucket: loadSpec.bucket, key: loadSpec.key } : null,
      )
    },
  }
}
