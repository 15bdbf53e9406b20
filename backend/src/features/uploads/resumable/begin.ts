import type { IncomingHttpHeaders } from 'node:http'
import { ProductError } from '@nemeton/contract'
import { leastPartBytes, mostParts, type Ports } from '../../../ports/ports.ts'
import { identityOf } from '../identity.ts'
import { requireFilename } from '../names.ts'
import { readCount, readMetadata } from './headers.ts'

interface Needs extends Pick<Ports, 'database' | 'spool' | 'events'> {
  readonly maxBytes: number
  readonly expiresMs: number
}

const mostUnfinished = 200

/** The row of an upload of which nothing has come yet. Asked again in the same words, it is the same one. */
export async function begin(
  headers: IncomingHttpHeaders,
  { database, spool, events, maxBytes, expiresMs }: Needs,
): Promise<{ id: string; ingestAs: string | null }> {
  const length = lengthOf(headers, maxBytes)
  const { id: wantedId, filename: name, ...fields } = readMetadata(headers['upload-metadata'])
  const metadata = String(headers['upload-metadata'])
  const filename = requireFilename(name)
  if (length === 0) throw new ProductError('empty_file', `The file "${filename}" is empty.`)
  const identity = identityOf(filename, fields, wantedId)
  const { id, ingestAs } = identity
  const earlier = wantedId === undefined ? null : await database.resumables.find(id)
  if (earlier?.metadata === metadata && earlier.length === length) return { id, ingestAs: earlier.ingestAs }
  if (!(await spool.hasRoom(length)))
    throw new ProductError(
      'spool_full',
      'There is no room to look at a file of this size just now. Try again when other uploads are done.',
    )
  if ((await database.resumables.count()) >= mostUnfinished)
    throw new ProductError(
      'rate_limited',
      `There are ${mostUnfinished} unfinished uploads. Go on with some of them, or discard them.`,
    )
  const partSize = Math.max(leastPartBytes, Math.ceil(length / mostParts))
  if (!(await database.resumables.insert({ ...identity, filename, length, partSize, metadata, expiresMs })))
    throw new ProductError('conflict', `There is an upload ${id} already. Choose another id.`)
  await events.publish({ kind: 'upload', id }).catch(() => {})
  return { id, ingestAs }
}

function lengthOf(headers: IncomingHttpHeaders, maxBytes: number): number {
  if (headers['upload-defer-length'] !== undefined)
    throw new ProductError('invalid_request', 'The length has to be known from the start: send Upload-Length.')
  const length = readCount(headers, 'upload-length')
  if (length > maxBytes)
    throw new ProductError('too_large', `The file is larger than the ${maxBytes} bytes that this service takes.`)
  return length
}
