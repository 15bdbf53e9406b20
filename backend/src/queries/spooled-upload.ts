import { ProductError } from '@nemeton/contract'
import type { Ports, SpooledFile, StoredUpload } from '../ports/ports.ts'

/** The upload's unpacked bytes on this machine, brought from the store when they are not here. */
export async function fetchSpooled(
  { objectStore, spool }: Pick<Ports, 'objectStore' | 'spool'>,
  upload: Pick<StoredUpload, 'id' | 'filename' | 'object'>,
  signal?: AbortSignal,
): Promise<SpooledFile> {
  const here = await spool.find(upload.id)
  if (here !== null) return here
  if (upload.object === null) throw new ProductError('conflict', `The upload "${upload.filename}" has not been stored.`)
  return spool.write(upload.id, upload.filename, await objectStore.get(upload.object.key, signal), signal)
}
