import type { Profile } from '@nemeton/contract'

/** What a watcher sees of an upload that this instance is receiving. */
export type Arrival =
  | { readonly kind: 'bytes'; readonly bytes: number }
  | { readonly kind: 'profile'; readonly provisional: boolean; readonly profile: Profile }

interface Live {
  bytes: number
  profile: Profile | null
  readonly watchers: Set<(arrival: Arrival) => void>
}

/** Uploads under way in this process; ids may be watched before their first byte came. */
export interface LiveUploads {
  arrived(id: string, bytes: number): void
  provisional(id: string, profile: Profile): void
  ended(id: string): void
  watch(id: string, onArrival: (arrival: Arrival) => void): () => void
}

const everyMs = 200

export function createLiveUploads(): LiveUploads {
  const uploads = new Map<string, Live>()
  const told = new Map<string, number>()
  const live = (id: string): Live => {
    const known = uploads.get(id)
    if (known) return known
    const fresh: Live = { bytes: 0, profile: null, watchers: new Set() }
    uploads.set(id, fresh)
    return fresh
  }
  const tell = (id: string, arrival: Arrival) => {
    for (const watcher of uploads.get(id)?.watchers ?? []) watcher(arrival)
  }
  const forget = (id: string) => {
    if (uploads.get(id)?.watchers.size === 0) uploads.delete(id)
  }
  return {
    arrived: (id, bytes) => {
      live(id).bytes = bytes
      const now = performance.now()
      if (now - (told.get(id) ?? Number.NEGATIVE_INFINITY) < everyMs) return
      told.set(id, now)
      tell(id, { kind: 'bytes', bytes })
    },
    provisional: (id, profile) => {
      live(id).profile = profile
      tell(id, { kind: 'profile', provisional: true, profile })
    },
    ended: (id) => {
      told.delete(id)
      const { bytes } = live(id)
      tell(id, { kind: 'bytes', bytes })
      forget(id)
    },
    watch: (id, onArrival) => {
      const { watchers, bytes, profile } = live(id)
      watchers.add(onArrival)
      if (bytes > 0) onArrival({ kind: 'bytes', bytes })
      if (profile) onArrival({ kind: 'profile', provisional: true, profile })
      return () => {
        watchers.delete(onArrival)
        if (!told.has(id)) forget(id)
      }
    },
  }
}
