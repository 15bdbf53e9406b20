import { ProductError } from '@nemeton/contract'
import type { Ports, SpooledFile, StoredUpload } from '../ports/ports.ts'

/** The upload's unpacked bytes on this machine, brought from the store when they are not here. */
export async function fetchSpooled(
  { objectStore, spool }: Pick<Ports, 'objectStore' | 'spool'>,
  upload: Pick<StoredUpload, 'id' | 'filename' | 'object' | 'sheet' | 'dialectChoice'>,
  signal?: AbortSignal,
): Promise<SpooledFile> {
  const { sheet, dialectChoice: dialect } = upload
  const reading = { ...(sheet === null ? {} : { sheet }), ...(dialect === null ? {} : { dialect }) }
  const here = await spool.find(upload.id)
  if (here !== null) return { ...here, ...reading }
  if (upload.object === null) throw new ProductError('conflict', `The upload "${upload.filename}" has not been stored.`)
  const fetched = await spool.write(
    upload.id,
    upload.filename,
    await objectStore.get(upload.object.key, signal),
    signal,
  )
  return { ...fetched, ...reading }
}
