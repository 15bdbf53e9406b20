import type { MemoryCache } from './cache.ts'

/** One value does not drive out most of the others. */
const largestPart = 1 / 8
/** What an entry takes besides its value and its key, roughly. */
const entryBytes = 200

const sizeOf = (key: string, value: Uint8Array) => value.byteLength + key.length + entryBytes

/** In this process alone, within so many bytes; what was not read for the longest time goes first. */
export function createMemoryCache(mostBytes: number): MemoryCache {
  const values = new Map<string, Uint8Array>()
  let bytes = 0
  const remove = (key: string) => {
    const value = values.get(key)
    if (value === undefined) return
    values.delete(key)
    bytes -= sizeOf(key, value)
  }
  return {
    size: () => ({ entries: values.size, bytes }),
    get: async (key) => {
      const value = values.get(key)
      if (value === undefined) return null
      values.delete(key)
      values.set(key, value)
      return value
    },
    set: async (key, value) => {
      remove(key)
      const size = sizeOf(key, value)
      if (size > mostBytes * largestPart) return
      values.set(key, value)
      bytes += size
      for (const oldest of values.keys()) {
        if (bytes <= mostBytes) break
        remove(oldest)
      }
    },
  }
}
