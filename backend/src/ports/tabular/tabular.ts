import type { Cell, Compression, DialectChoice, IngestionPlan, Profile, Table } from '@nemeton/contract'

/** A local, unpacked copy of an upload: a cache, the object store is the truth. */
export interface SpooledFile {
  readonly id: string
  /** Absolute path of the unpacked bytes. */
  readonly path: string
  /** Name as the person sent it, without folders. */
  readonly filename: string
  /** Unpacked bytes. */
  readonly bytes: number
  /** How the original was packed. */
  readonly compression: Compression
  /** The sheet of a workbook that is asked for; else the first with rows is read. */
  readonly sheet?: string
  /** What a person said of how a delimited text is written; the rest is guessed. */
  readonly dialect?: DialectChoice
}

export interface SpooledEntry {
  readonly id: string
  readonly bytes: number
  readonly modifiedAt: Date
}

export interface Spool {
  /**
   * Writes a stream, unpacking gzip and zstd by content, with backpressure and within the quota.
   * Removes what it wrote when it fails. Errors: `unreadable_file` (truncated or corrupt compression), `too_large`
   * (unpacks beyond the limit), `spool_full`, `canceled` (signal).
   */
  write(id: string, filename: string, source: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<SpooledFile>
  find(id: string): Promise<SpooledFile | null>
  /** Whether that many more bytes fit into the quota just now. */
  hasRoom(bytes: number): Promise<boolean>
  remove(id: string): Promise<void>
  /** What lies there of each upload. */
  list(): Promise<readonly SpooledEntry[]>
  /** Removes everything; called at start. */
  clear(): Promise<void>
}

/** A whole-file reading: the public profile, and what keeps Druid from reading the original as it is. */
export interface Reading {
  readonly profile: Profile
  /** One sentence each; empty when Druid reads the original exactly (same rows, same values). */
  readonly obstacles: readonly string[]
}

/** One object for Druid, written locally. */
export interface StagedPart {
  readonly path: string
  readonly bytes: number
  readonly rows: number
}

/**
 * Normalised copy: newline-delimited JSON, zstd, one key per included column under its name in Druid; the primary time
 * under `__time` as epoch milliseconds.
 */
export interface Staged {
  readonly parts: readonly StagedPart[]
  /** Rows over all parts. */
  readonly rows: number
  readonly rejected: number
  /** CSV with line, column, reason, value, row; null when nothing was rejected. */
  readonly rejectedPath: string | null
}

/** First rows under a plan, keyed like the lines of the normalised copy, and those that staging would reject. */
export interface Sampled {
  readonly lines: readonly Readonly<Record<string, Cell>>[]
  /** The row's cells as JSON, and what of them does not fit. */
  readonly rejected: readonly { readonly input: string; readonly error: string }[]
}

/** Rows whose local time does not exist in the plan's zone, or comes twice, with texts of the file. */
export interface LocalHours {
  readonly skipped: { readonly rows: number; readonly examples: readonly string[] }
  readonly twice: { readonly rows: number; readonly examples: readonly string[] }
}

/** What files are and what is in them. Runs in a child process: a crash there ends no upload. */
export interface Tabular {
  /**
   * Looks at the head and the structure before an upload is accepted; quick, does not read the whole file (but an
   * empty one, one without rows and one that is no table are found here).
   * Errors: `empty_file`, `no_rows`, `unknown_format`, `unreadable_file`, `too_many_columns`, `tabular_failed`.
   */
  inspect(file: SpooledFile, signal?: AbortSignal): Promise<void>
  /** The same judgement over the first bytes of a file that is still arriving; null when the head is not enough. */
  provisional(head: Uint8Array, filename: string): Promise<Profile | null>
  /** Reads the whole file. Errors as `inspect`. */
  profile(file: SpooledFile, signal?: AbortSignal): Promise<Reading>
  /** First rows as parsed and typed under the profile. */
  preview(file: SpooledFile, profile: Profile, rows: number, signal?: AbortSignal): Promise<Table>
  /** First rows as `stage` would write them under a plan. */
  sample(file: SpooledFile, profile: Profile, plan: IngestionPlan, rows: number, signal?: AbortSignal): Promise<Sampled>
  /** Counts, over the whole file, local times of a plan that its zone's clocks skip or show twice. */
  localHours(file: SpooledFile, profile: Profile, plan: IngestionPlan, signal?: AbortSignal): Promise<LocalHours>
  /** Writes the normalised copy into a folder, in parts of about 128 MB before compression. */
  stage(file: SpooledFile, profile: Profile, plan: IngestionPlan, folder: string, signal?: AbortSignal): Promise<Staged>
  close(): Promise<void>
}
