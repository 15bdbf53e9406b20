/** How often each duration occurred, in buckets that grow by the same factor: any percentile is right to two percent. */
export interface Histogram {
  readonly count: number
  record(ms: number): void
  add(other: Histogram): void
  /** The duration that this part of all (0 to 1) did not exceed; null when there is none. */
  percentile(part: number): number | null
  /** How many fell into each bucket that is not empty. */
  buckets(): readonly Bucket[]
}
export type Bucket = readonly [bucket: number, count: number]

const leastMs = 0.1
const growth = 1.04
/** Up to ten hours and more. */
const most = 450
const step = Math.log(growth)

const bucketOf = (ms: number): number =>
  ms < leastMs ? 0 : Math.min(most - 1, 1 + Math.floor(Math.log(ms / leastMs) / step))
/** The middle of a bucket, as its growth has it. */
const middleOf = (bucket: number): number => (bucket === 0 ? leastMs / 2 : leastMs * growth ** (bucket - 0.5))

export function createHistogram(begun: Iterable<Bucket> = []): Histogram {
  const counts = new Uint32Array(most)
  let total = 0
  const put = (bucket: number, count: number) => {
    if (!Number.isInteger(bucket) || bucket < 0 || bucket >= most || !(count > 0)) return
    counts[bucket] = (counts[bucket] ?? 0) + count
    total += count
  }
  for (const [bucket, count] of begun) put(bucket, count)
  return {
    get count() {
      return total
    },
    record: (ms) => put(bucketOf(ms), 1),
    add: (other) => {
      for (const [bucket, count] of other.buckets()) put(bucket, count)
    },
    percentile: (part) => {
      const rank = Math.max(1, Math.ceil(part * total))
      let seen = 0
      for (let bucket = 0; bucket < most; bucket += 1) {
        seen += counts[bucket] ?? 0
        if (seen >= rank) return Math.round(middleOf(bucket) * 100) / 100
      }
      return null
    },
    buckets: () => {
      const found: Bucket[] = []
      for (let bucket = 0; bucket < most; bucket += 1) {
        const count = counts[bucket] ?? 0
        if (count > 0) found.push([bucket, count])
      }
      return found
    },
  }
}
