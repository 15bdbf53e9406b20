import { ProductError } from '@nemeton/contract'
import type { Ports, SpooledFile, StoredUpload } from '../ports/ports.ts'

/** The upload's unpacked bytes on this machine, brought from the store when they are not here. */
export async function fetchSpooled(
  { objectStore, spool }: Pick<Ports, 'objectStore' | 'spool'>,
  upload: Pick<StoredUpload, 'id' | 'filename' | 'object' | 'sheet'>,
  signal?: AbortSignal,
): Promise<SpooledFile> {
  const sheet = upload.sheet === null ? {} : { sheet: upload.sheet }
  const here = await spool.find(upload.id)
  if (here !== null) return { ...here, ...sheet }
  if (upload.object === null) throw new ProductError('conflict', `The upload "${upload.filename}" has not been stored.`)
  const fetched = await spool.write(
    upload.id,
    upload.filename,
    await objectStore.get(upload.object.key, signal),
    signal,
  )
  return { ...fetched, ...sheet }
}
