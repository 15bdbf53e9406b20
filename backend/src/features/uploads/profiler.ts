import { ProductError } from '@nemeton/contract'
import type { Logger } from 'pino'
import { datasourceFromFilename } from '../../olap/ingestion/datasource-name.ts'
import { inferPlan } from '../../olap/ingestion/infer-schema.ts'
import type { Ports, Reading, SpooledFile, StoredUpload } from '../../ports/ports.ts'
import { fetchSpooled } from '../../queries/spooled-upload.ts'
import { type ExistingReader, readExisting } from './existing.ts'
import { objectKey } from './names.ts'

type Needs = Pick<Ports, 'database' | 'objectStore' | 'spool' | 'tabular' | 'events'> & ExistingReader

/** Profiles stored uploads one after the other, its own and those of an instance that died. */
export interface Profiler {
  /** Reads a file whose last byte is here while the store still takes it in; nothing is written down before `begin`. */
  read(file: SpooledFile): EarlyReading
  /** Begins at once, with what was read already if anything; the row says how it ends. */
  begin(id: string, early?: EarlyReading): void
  close(): Promise<void>
}

export interface EarlyReading {
  readonly reading: Promise<Reading>
  /** Resolves when nobody reads the file any more. */
  abandon(): Promise<void>
}

export const leaseMs = 30_000
const previewRows = 200
const staleEveryMs = 5000

export function createProfiler(ports: Needs & { log: Logger }): Profiler {
  const { database, objectStore, tabular, events, log } = ports
  const closing = new AbortController()
  const running = new Map<string, Promise<void>>()

  const fail = async (id: string, error: unknown) => {
    const product =
      error instanceof ProductError
        ? error
        : new ProductError('internal', 'The file could not be profiled.', { cause: error })
    log.warn({ err: error, uploadId: id }, 'an upload failed')
    await database.uploads.failed(id, { code: product.code, message: product.message, details: product.details })
    await events.publish({ kind: 'upload', id })
  }

  const read = (file: SpooledFile): EarlyReading => {
    const abandoning = new AbortController()
    const reading = tabular.profile(file, AbortSignal.any([closing.signal, abandoning.signal]))
    reading.catch(() => {})
    return {
      reading,
      abandon: async () => {
        abandoning.abort(new ProductError('canceled', 'The upload was given up.'))
        await Promise.allSettled([reading])
      },
    }
  }

  const profile = async (id: string, early?: EarlyReading) => {
    const upload = await database.uploads.find(id)
    if (upload?.status !== 'profiling') return early?.abandon()
    const renewal = setInterval(
      () => void database.uploads.keepLease(id, upload.bytes, leaseMs).catch(() => {}),
      leaseMs / 3,
    )
    try {
      const { filename, mode } = upload
      const asked = upload.datasource === datasourceFromFilename(filename) ? undefined : upload.datasource
      const into = asked ?? datasourceFromFilename(filename)
      const file = await fetchSpooled(ports, upload, closing.signal)
      const [{ profile: found, obstacles }, existing] = await Promise.all([
        (early ?? read(file)).reading,
        readExisting(into, ports, closing.signal),
      ])
      const preview = await tabular.preview(file, found, previewRows, closing.signal)
      const plan = inferPlan(found, {
        filename,
        datasource: asked,
        mode,
        existing: existing === 'unknown' ? null : existing,
        sample: preview,
      })
      // Queued before the upload is called ready: a crash in between is made good by profiling again, none is lost.
      if (upload.ingestAs !== null)
        await database.ingestions.insert({
          id: upload.ingestAs,
          files: [{ uploadId: id, filename: upload.filename, sha256: upload.sha256 }],
          plan,
          rowsInFile: found.rows,
          idempotencyKey: null,
          allowDuplicate: true,
        })
      await database.uploads.ready(id, { profile: found, obstacles, preview, plan })
      await events.publish({ kind: 'upload', id })
    } catch (error) {
      if (closing.signal.aborted) return await database.uploads.release(id).catch(() => {})
      if (isPassing(error)) return log.warn({ err: error, uploadId: id }, 'profiling waits for a part to come back')
      await fail(id, error).catch((reason: unknown) =>
        log.warn({ err: reason, uploadId: id }, 'a failed upload was not noted'),
      )
    } finally {
      clearInterval(renewal)
    }
  }

  const begin = (id: string, early?: EarlyReading) => {
    if (closing.signal.aborted) return
    const earlier = running.get(id)
    // It may be asked for anew while the run before writes its last words.
    if (earlier !== undefined) return void earlier.then(() => begin(id)).catch(() => {})
    const job = profile(id, early).finally(() => running.delete(id))
    running.set(id, job)
    job.catch((error: unknown) => log.warn({ err: error, uploadId: id }, 'profiling will be tried again'))
  }

  const takeOver = async () => {
    const stale = await database.uploads.claimStale(leaseMs).catch(() => null)
    if (stale === null || running.has(stale.id)) return
    if (stale.status === 'profiling') return begin(stale.id)
    objectStore.abandon(objectKey(stale.datasource, stale.id, stale.filename)).catch(() => {})
    await fail(stale.id, lost(stale)).catch(() => {})
  }
  const timer = setInterval(() => void takeOver(), staleEveryMs)

  return {
    read,
    begin,
    close: async () => {
      clearInterval(timer)
      closing.abort(new ProductError('canceled', 'The service is shutting down.'))
      await Promise.allSettled(running.values())
    },
  }
}

/** The lease runs out by itself and the upload is taken up again, here or elsewhere. */
function isPassing(error: unknown): boolean {
  return (
    error instanceof ProductError && ['database_unavailable', 'store_unavailable', 'spool_full'].includes(error.code)
  )
}

const lost = (upload: StoredUpload) =>
  new ProductError('canceled', `The service stopped while it received "${upload.filename}". Send the file again.`)
