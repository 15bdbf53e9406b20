import { ProductError } from '@nemeton/contract'
import type { Ports, ReadingChoice, StoredUpload } from '../../ports/ports.ts'
import { fetchSpooled } from '../../queries/spooled-upload.ts'
import { leaseMs, type Profiler } from './profiler.ts'

/**
 * Profiles an upload anew by another of its sheets, or as its text is said to be written.
 * Errors: `conflict`, `invalid_request`, and those of a file that cannot be read so: then nothing changed.
 */
export async function readAnew(
  upload: StoredUpload,
  choice: ReadingChoice,
  { database, events, tabular, profiler, ...ports }: Ports & { readonly profiler: Profiler },
  signal: AbortSignal,
): Promise<void> {
  const { id, filename, status } = upload
  if (status === 'receiving' || status === 'profiling')
    throw new ProductError('conflict', `"${filename}" is ${status}; it can be read in another way once it is ready.`)
  await tabular.inspect(await fetchSpooled(ports, { ...upload, ...choice }, signal), signal)
  if (!(await database.uploads.profileAnew(id, choice, leaseMs)))
    throw new ProductError(
      'conflict',
      `An ingestion still reads "${filename}". Cancel it or wait for its end, then choose how it is read.`,
    )
  profiler.begin(id)
  await events.publish({ kind: 'upload', id })
}
