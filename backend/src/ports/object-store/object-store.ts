import type { Readable } from 'node:stream'

/** What the store said of a part; needed to complete the object. */
export interface StoredPart {
  readonly etag: string
  readonly checksum: string | null
}

export const leastPartBytes = 5 * 1024 ** 2
export const mostParts = 10_000

export interface StoredObject {
  readonly key: string
  readonly bytes: number
  readonly modifiedAt: Date
}

/** An object on its way in parts. */
export interface Transfer {
  readonly key: string
  readonly transferId: string
  /** Null where the store does not say. */
  readonly startedAt: Date | null
}

/** What one object's round took, in milliseconds a step. */
export interface Trial {
  readonly writeMs: number
  readonly readMs: number
  readonly listMs: number
  readonly removeMs: number
  /** The store's date header, null when it sends none, and our own clock before and after. */
  readonly clock: { readonly date: string | null; readonly asked: number; readonly answered: number }
}

/** Staged bytes, S3 protocol. No key is a path prefix of another. Errors: `store_unavailable`, `store_rejected`. */
export interface ObjectStore {
  readonly bucket: string
  /**
   * Streams a body of unknown length in parts; memory does not grow with it. The object exists only after the body
   * ended well; a body that fails, or the signal, leaves nothing behind.
   */
  put(
    key: string,
    body: AsyncIterable<Uint8Array>,
    options?: { signal?: AbortSignal; contentType?: string },
  ): Promise<void>
  /** Begins an object that arrives in parts over many requests; answers the id that its parts name. */
  beginParts(key: string): Promise<string>
  /**
   * Stores one part, durably once it resolves. Numbers count from 1 and make the order; a number sent again takes the
   * place of what it named. All parts but the last have one size, of `leastPartBytes` or more.
   */
  putPart(key: string, partsId: string, number: number, bytes: Uint8Array): Promise<StoredPart>
  /** Makes the object of these parts, in their order. Done once more it does nothing. */
  completeParts(key: string, partsId: string, parts: readonly StoredPart[]): Promise<void>
  /** The object's bytes. Error: `not_found`. */
  get(key: string, signal?: AbortSignal): Promise<Readable>
  /**
   * Takes back an upload of this key that was begun and not ended: its parts, and the object should it exist. Goes on
   * trying in the background while the store is away.
   */
  abandon(key: string): Promise<void>
  remove(keys: readonly string[]): Promise<void>
  list(prefix: string): Promise<readonly { key: string; bytes: number }[]>
  /** Every object under a prefix, a page at a time: memory does not grow with their number. */
  pages(prefix: string): AsyncIterable<readonly StoredObject[]>
  /** Objects under a prefix that were begun in parts and are not complete. */
  transfers(prefix: string): AsyncIterable<readonly Transfer[]>
  /** Throws away the parts of such an object. */
  abortTransfer(transfer: Transfer): Promise<void>
  /** One cheap call; resolves when the store answers for our bucket. */
  ping(signal?: AbortSignal): Promise<void>
  /** Writes a small object, reads, lists and removes it; no step is tried again. The error says which step failed. */
  trial(key: string, signal: AbortSignal): Promise<Trial>
  /** When the keys in use end; null when they do not. */
  credentialsExpireAt(): Promise<Date | null>
  /** Makes the bucket when it is missing; tries until the store answers or the signal. */
  ensureBucket(signal: AbortSignal, onFailure: (error: Error) => void): Promise<void>
}
