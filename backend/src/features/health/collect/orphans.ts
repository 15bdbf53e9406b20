import type { Ports, StoredSegment } from '../../../ports/ports.ts'
import type { OrphanFacts } from './facts.ts'
import { hourMs } from './memory.ts'
import { notAsked, type Read, reading } from './read.ts'

/** Looks through deep storage once an hour, one datasource a look, for objects that no segment names. */
export interface OrphanWalk {
  step(maySpend: () => boolean, spend: () => void): Promise<Read<OrphanFacts>>
  /** What there is to look through, by the last look. */
  know(datasources: readonly string[]): void
}

interface Found {
  readonly objects: number
  readonly bytes: number
  readonly orphans: number
  readonly orphanBytes: number
  readonly isWhole: boolean
}

/** A segment is stored before it is published: what is younger may belong to a task under way. */
const settledMs = 24 * hourMs
const mostDatasources = 100
const mostObjects = 20_000
const timeoutMs = 15_000
const againMs = 300_000
const callsADatasource = 2

export function createOrphanWalk({ druid, objectStore }: Pick<Ports, 'druid' | 'objectStore'>): OrphanWalk {
  let left: readonly string[] | null = null
  let begunAt = 0
  let found: ReadonlyMap<string, Found> = new Map()
  let last: Read<OrphanFacts> = notAsked
  let known: readonly string[] | null = null
  let isStepping = false

  const look = async (datasource: string): Promise<void> => {
    const seen = await reading('Deep storage', timeoutMs, async (signal) => {
      const stored = await druid.deepStored(datasource, signal)
      return lookThrough(datasource, stored, objectStore, signal)
    })
    if (seen.kind === 'unknown') {
      last = seen
      begunAt = Date.now() - hourMs + againMs
      left = null
      return
    }
    if (seen.value === null) return
    found = new Map([...found, [datasource, seen.value]])
    last = { ...seen, value: sum(found, left?.length === 0 && [...found.values()].every(({ isWhole }) => isWhole)) }
  }

  return {
    know: (datasources) => {
      known = datasources
    },
    step: async (maySpend, spend) => {
      if (isStepping || known === null) return last
      const now = Date.now()
      if (left === null && now - begunAt >= hourMs) {
        begunAt = now
        found = new Map()
        left = known.slice(0, mostDatasources)
        if (left.length === 0) {
          last = { kind: 'known', value: sum(found, true), at: now, tookMs: 0 }
          // the first datasource is looked through soon after it is there
          begunAt = now - hourMs + againMs
        }
      }
      const next = left?.[0]
      if (next === undefined) {
        left = null
        return last
      }
      if (!maySpend()) return last
      for (let call = 0; call < callsADatasource; call += 1) spend()
      left = left?.slice(1) ?? null
      // Beside the look: it may take longer than one.
      isStepping = true
      void look(next).finally(() => {
        isStepping = false
      })
      return last
    },
  }
}

/** Null where the segments lie elsewhere than in our bucket. */
async function lookThrough(
  datasource: string,
  stored: readonly (StoredSegment | null)[],
  objectStore: Ports['objectStore'],
  signal: AbortSignal,
): Promise<Found | null> {
  const ours = stored.flatMap((segment) => (segment?.bucket === objectStore.bucket ? [segment.key] : []))
  const [first] = ours
  const at = first?.indexOf(`${datasource}/`) ?? -1
  if (first === undefined || at === -1) return null
  const keys = new Set(ours)
  const before = Date.now() - settledMs
  const sums = { objects: 0, bytes: 0, orphans: 0, orphanBytes: 0 }
  for await (const page of objectStore.pages(first.slice(0, at + datasource.length + 1))) {
    signal.throwIfAborted()
    for (const { key, bytes, modifiedAt } of page) {
      const isOrphan = !keys.has(key) && modifiedAt.getTime() < before
      sums.objects += 1
      sums.bytes += bytes
      sums.orphans += isOrphan ? 1 : 0
      sums.orphanBytes += isOrphan ? bytes : 0
    }
    if (sums.objects >= mostObjects) return { ...sums, isWhole: false }
  }
  return { ...sums, isWhole: true }
}

function sum(found: ReadonlyMap<string, Found>, isWhole: boolean): OrphanFacts {
  const of = (name: 'objects' | 'bytes' | 'orphans' | 'orphanBytes') =>
    [...found.values()].reduce((total, each) => total + each[name], 0)
  return {
    objects: of('objects'),
    bytes: of('bytes'),
    orphans: of('orphans'),
    orphanBytes: of('orphanBytes'),
    datasources: [...found].flatMap(([name, { orphans }]) => (orphans > 0 ? [name] : [])),
    isWhole,
    at: Date.now(),
  }
}
