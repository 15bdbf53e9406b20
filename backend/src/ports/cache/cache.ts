/**
 * Bytes under a key, for as long as there is room. It may forget anything at any time, and never fails: what cannot be
 * read is not there, what cannot be written is not kept. Whether a value is still right is for the key to say, so that
 * several instances may share one cache.
 */
export interface Cache {
  get(key: string): Promise<Uint8Array | null>
  set(key: string, value: Uint8Array): Promise<void>
}

/** One in this process, which knows how much it holds; `bytes` with what the entries themselves take. */
export interface MemoryCache extends Cache {
  size(): { readonly entries: number; readonly bytes: number }
}
