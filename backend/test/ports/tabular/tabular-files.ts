import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type IngestionPlan, ProductError, type Profile } from '@nemeton/contract'
import { createTabular } from '../../../src/ports/tabular/duckdb.ts'
import { createSpool } from '../../../src/ports/tabular/spool.ts'
import type { Reading, Spool, SpooledFile, Tabular } from '../../../src/ports/tabular/tabular.ts'

/** A spool and a reader on a folder of their own, for tests. */
export interface Bench {
  readonly folder: string
  readonly spool: Spool
  readonly tabular: Tabular
  spooled(name: string, bytes: Uint8Array | string): Promise<SpooledFile>
  read(name: string, bytes: Uint8Array | string): Promise<Reading & { readonly file: SpooledFile }>
  /** The code of the error that looking at or reading the bytes ends with. */
  refusal(name: string, bytes: Uint8Array | string): Promise<ProductError>
  close(): Promise<void>
}

export const pieces = async function* (bytes: Uint8Array, size = 10_007): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

export const openBench = async (): Promise<Bench> => {
  const folder = await mkdtemp(join(tmpdir(), 'tabular-'))
  const spoolFolder = join(folder, 'spool')
  const spool = createSpool({ folder: spoolFolder, maxBytes: 1e9, maxUnpackedBytes: 5e8 })
  const tabular = createTabular({ memoryMb: 200, spoolFolder, timeoutMs: 60_000 })
  let counter = 0
  const spooled: Bench['spooled'] = (name, bytes) =>
    spool.write(`file-${++counter}`, name, pieces(typeof bytes === 'string' ? Buffer.from(bytes) : bytes))
  return {
    folder,
    spool,
    tabular,
    spooled,
    read: async (name, bytes) => {
      const file = await spooled(name, bytes)
      await tabular.inspect(file)
      return { ...(await tabular.profile(file)), file }
    },
    refusal: async (name, bytes) => {
      try {
        const file = await spooled(name, bytes)
        await tabular.inspect(file)
        await tabular.profile(file)
      } catch (error) {
        if (error instanceof ProductError) return error
        throw error
      }
      throw new Error(`${name} was not refused`)
    },
    close: async () => {
      await tabular.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** A plan that takes everything as the profile has it; a fixed instant when the file has no time. */
export const planFor = (profile: Profile, changes: Partial<IngestionPlan> = {}): IngestionPlan => ({
  datasource: 'test',
  mode: 'append',
  time:
    profile.time === null
      ? { kind: 'fixed', instant: '2024-01-01T00:00:00Z', reason: '' }
      : {
          kind: 'column',
          column: profile.time.column,
          format: profile.time.format,
          ...(profile.time.clock === undefined ? {} : { clock: profile.time.clock }),
          timezone: 'UTC',
          min: profile.time.min,
          max: profile.time.max,
          reason: '',
        },
  columns: profile.columns.map(({ name, as, type, role, format }) => ({
    name,
    as,
    type,
    role,
    format,
    include: true,
    reason: '',
  })),
  segmentGranularity: 'day',
  queryGranularity: 'none',
  rollup: false,
  metrics: [],
  onBadRows: 'reject',
  maxRejectedRows: null,
  reasons: {},
  ...changes,
})
