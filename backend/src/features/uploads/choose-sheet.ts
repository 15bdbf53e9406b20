import { ProductError } from '@nemeton/contract'
import type { Ports, StoredUpload } from '../../ports/ports.ts'
import { fetchSpooled } from '../../queries/spooled-upload.ts'
import { leaseMs, type Profiler } from './profiler.ts'

/** Profiles a workbook anew by another of its sheets. Errors: `conflict`, `invalid_request`, `no_rows`: then nothing changed. */
export async function chooseSheetOf(
  upload: StoredUpload,
  sheet: string,
  { database, events, tabular, profiler, ...ports }: Ports & { readonly profiler: Profiler },
  signal: AbortSignal,
): Promise<void> {
  const { id, filename, status } = upload
  if (status === 'receiving' || status === 'profiling')
    throw new ProductError('conflict', `"${filename}" is ${status}; another sheet can be chosen once it is ready.`)
  await tabular.inspect({ ...(await fetchSpooled(ports, upload, signal)), sheet }, signal)
  if (!(await database.uploads.profileAnew(id, sheet, leaseMs)))
    throw new ProductError(
      'conflict',
      `An ingestion still reads "${filename}". Cancel it or wait for its end, then choose the sheet.`,
    )
  profiler.begin(id)
  await events.publish({ kind: 'upload', id })
}
