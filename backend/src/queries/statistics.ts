import { type QueryKind, type QueryLatencies, type QueryMinute, queryKind } from '@nemeton/contract'
import type { Ports } from '../ports/ports.ts'
import { type Bucket, createHistogram, type Histogram } from './histogram.ts'
import type { Ended } from './in-flight.ts'

type Cache = NonNullable<Ports['cache']>

/** How long the questions of one kind took in one hour. */
export interface QueryHour {
  readonly hour: Date
  readonly kind: QueryKind
  readonly buckets: readonly Bucket[]
}

/** How long questions took that went to Druid through this instance, and how often none had to. */
export interface QueryStatistics {
  record(ended: Pick<Ended, 'kind' | 'elapsedMs' | 'waitedMs' | 'outcome'>): void
  /** One a kind: the last five minutes, and the day before them. */
  latencies(): readonly QueryLatencies[]
  /** The last hour, oldest first; minutes without a question are left out. */
  minutes(): readonly QueryMinute[]
  /** How often an answer was looked for among those kept, since the start; null when none are kept. */
  cache(): { readonly hits: number; readonly misses: number } | null
  /** The same cache, whose hits and misses are counted. */
  counted(cache: Cache): Cache
  /** What was measured here, for the next start; the last minutes too when `all`. */
  hours(all?: boolean): readonly QueryHour[]
  /** What was measured before, or elsewhere. */
  restore(hours: readonly QueryHour[]): void
}

const minuteMs = 60_000
const hourMinutes = 60
const dayHours = 24
const recentMinutes = 5
/** Fewer make no baseline. */
const leastBaseline = 100

/** Histograms by a number of minutes or hours since 1970, and by kind. */
type Series = Map<number, Map<QueryKind, Histogram>>

export function createStatistics(now: () => number = Date.now): QueryStatistics {
  const minutes: Series = new Map()
  /** Of minutes that are no longer recent. */
  const own: Series = new Map()
  const restored: Series = new Map()
  let counted: { hits: number; misses: number } | null = null
  let settledUpTo = Number.NEGATIVE_INFINITY

  const settle = (before: number) => {
    if (before <= settledUpTo) return
    for (const [minute, kinds] of minutes) {
      if (minute < before && minute >= settledUpTo)
        for (const [kind, histogram] of kinds) at(own, Math.floor(minute / hourMinutes), kind).add(histogram)
    }
    settledUpTo = before
    forget(minutes, before - hourMinutes + recentMinutes)
    for (const hours of [own, restored]) forget(hours, Math.floor(before / hourMinutes) - dayHours)
  }
  /** Only minutes that are recent are written to. */
  const thisMinute = (): number => {
    const minute = Math.floor(now() / minuteMs)
    settle(minute - recentMinutes + 1)
    return Math.max(minute, settledUpTo)
  }

  return {
    record: ({ kind, elapsedMs, waitedMs, outcome }) => {
      if (waitedMs === null || (outcome !== 'answered' && outcome !== 'timed_out')) return
      at(minutes, thisMinute(), kind).record(elapsedMs)
    },
    latencies: () => {
      const recent = thisMinute() - recentMinutes
      return queryKind.options.map((kind) => {
        const latest = sum([minutes], kind, (minute) => minute > recent)
        const before = sum([own, restored], kind)
        return {
          kind,
          count: latest.count,
          ...percentiles(latest),
          baselineP95Ms: before.count < leastBaseline ? null : before.percentile(0.95),
        }
      })
    },
    minutes: () => {
      const last = thisMinute()
      return [...minutes]
        .filter(([minute]) => minute > last - hourMinutes)
        .toSorted(([one], [other]) => one - other)
        .flatMap(([minute, kinds]) =>
          [...kinds].map(([kind, histogram]) => ({
            at: new Date(minute * minuteMs).toISOString(),
            kind,
            count: histogram.count,
            ...(percentiles(histogram) as Pick<QueryMinute, 'p50Ms' | 'p95Ms' | 'p99Ms'>),
          })),
        )
    },
    cache: () => counted && { ...counted },
    counted: (cache) => {
      const counts = { hits: 0, misses: 0 }
      counted = counts
      return {
        get: async (key) => {
          const value = await cache.get(key)
          if (value === null) counts.misses += 1
          else counts.hits += 1
          return value
        },
        set: cache.set,
      }
    },
    hours: (all = false) => {
      const minute = thisMinute()
      if (all) settle(minute + 1)
      return [...own].flatMap(([hour, kinds]) =>
        [...kinds].map(([kind, histogram]) => ({
          hour: new Date(hour * hourMinutes * minuteMs),
          kind,
          buckets: histogram.buckets(),
        })),
      )
    },
    restore: (hours) => {
      for (const { hour, kind, buckets } of hours)
        at(restored, Math.floor(hour.getTime() / minuteMs / hourMinutes), kind).add(createHistogram(buckets))
    },
  }
}

function at(series: Series, time: number, kind: QueryKind): Histogram {
  const kinds = series.get(time) ?? new Map<QueryKind, Histogram>()
  const histogram = kinds.get(kind) ?? createHistogram()
  if (kinds.size === 0) series.set(time, kinds)
  kinds.set(kind, histogram)
  return histogram
}

function sum(all: readonly Series[], kind: QueryKind, isMeant: (time: number) => boolean = () => true): Histogram {
  const total = createHistogram()
  for (const series of all)
    for (const [time, kinds] of series) {
      const histogram = kinds.get(kind)
      if (histogram !== undefined && isMeant(time)) total.add(histogram)
    }
  return total
}

function forget(series: Series, before: number): void {
  for (const time of series.keys()) if (time < before) series.delete(time)
}

const percentiles = (histogram: Histogram) => ({
  p50Ms: histogram.percentile(0.5),
  p95Ms: histogram.percentile(0.95),
  p99Ms: histogram.percentile(0.99),
})
