import { createHash } from 'node:crypto'
import type { Query } from '@nemeton/contract'
import { queryInterval } from '../olap/sides.ts'
import { findZone, formatInstant, relativeInterval } from '../olap/time.ts'
import type { Ports } from '../ports/ports.ts'

/** What a query would read now. */
export interface Fingerprints {
  /**
   * Null when nobody can say, when rows come in that change no segment's id, or when there is nothing to read: it looks
   * the same whether or not the datasource is still there.
   */
  read(query: Query): Promise<string | null>
  /** Looks now and then whether it stays so; to be called at the end, which says whether it did all the time. */
  watch(query: Query, fingerprint: string): () => Promise<boolean>
}

interface Reading {
  readonly found: Promise<string | null>
  /** Begins when this one has ended: for who came in the meantime. */
  next: Promise<string | null> | null
}

/** Druid takes longer to change its segments and to change them back. */
const lookEveryMs = 500
const dayMs = 86_400_000
/** As early as an instant can be written. */
const earliest = -8_640_000_000_000_000

/**
 * A reading serves all who came before it began, and none who came after: it may have seen the segments from before
 * their change.
 */
export function createFingerprints({ visibleSegments }: Pick<Ports['druid'], 'visibleSegments'>): Fingerprints {
  if (visibleSegments === null) return { read: async () => null, watch: () => async () => false }
  const readings = new Map<string, Reading>()
  const begin = (key: string, datasource: string, interval: string): Promise<string | null> => {
    const reading: Reading = {
      found: visibleSegments(datasource, [interval]).then(
        (segments) =>
          segments.length === 0 || segments.some(({ isGrowing }) => isGrowing)
            ? null
            : createHash('sha256')
                .update(segments.map(({ id }) => id).join('\n'))
                .digest('base64url'),
        () => null,
      ),
      next: null,
    }
    readings.set(key, reading)
    void reading.found.then(() => {
      if (readings.get(key) === reading) readings.delete(key)
    })
    return reading.found
  }
  const read = async (query: Query): Promise<string | null> => {
    const interval = touched(query)
    const key = `${query.datasource} ${interval}`
    const current = readings.get(key)
    if (current === undefined) return begin(key, query.datasource, interval)
    current.next ??= current.found.then(() => begin(key, query.datasource, interval))
    return current.next
  }
  return {
    read,
    watch: (query, fingerprint) => {
      let isSame = true
      const look = async () => {
        isSame &&= (await read(query)) === fingerprint
      }
      const looking = setInterval(() => void look(), lookEveryMs).unref()
      return async () => {
        clearInterval(looking)
        await look()
        return isSame
      }
    },
  }
}

/** The time that a query may read, that of its comparison with it. */
function touched(query: Query): string {
  const zone = findZone(query.timezone)
  const { start, end } = queryInterval(query, zone)
  if (!query.compare) return `${formatInstant(start)}/${formatInstant(end)}`
  const before = relativeInterval(query.compare.shift, formatInstant(start), zone).start - dayMs
  return `${formatInstant(Math.max(before || earliest, earliest))}/${formatInstant(end)}`
}
