import type { MemoryCache } from '../cache/cache.ts'
import type { Metrics } from './telemetry.ts'

/** Counts what was found and what was not, and says how much is kept. */
export function measuredCache(cache: MemoryCache, metrics: Metrics): MemoryCache {
  metrics.watch({
    name: 'nemeton_cache_entries',
    help: 'Answers that are kept.',
    read: () => [{ value: cache.size().entries }],
  })
  metrics.watch({
    name: 'nemeton_cache_bytes',
    help: 'Memory that kept answers take.',
    read: () => [{ value: cache.size().bytes }],
  })
  return {
    ...cache,
    get: async (key) => {
      const value = await cache.get(key)
      metrics.cacheAsked(value !== null)
      return value
    },
  }
}
