import { ProductError } from '@nemeton/contract'
import type { Ports, StoredUpload } from '../../ports/ports.ts'
import { processedPrefix } from './names.ts'

/** Removes the objects first and the row last, so that an interrupted removal can be asked for again. */
export async function removeUpload(upload: StoredUpload, { database, objectStore, spool }: Ports): Promise<void> {
  if (upload.status === 'receiving')
    throw new ProductError('conflict', `"${upload.filename}" is being received. Stop the transfer instead.`)
  if (await database.ingestions.anyReading(upload.id))
    throw new ProductError('conflict', `An ingestion still reads "${upload.filename}". Cancel it or wait for its end.`)
  const processed = await objectStore.list(processedPrefix(upload.datasource, upload.id))
  const keys = [...(upload.object ? [upload.object.key] : []), ...processed.map((object) => object.key)]
  await objectStore.remove(keys)
  await spool.remove(upload.id)
  await database.uploads.remove(upload.id)
}
