import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { type IngestionPlan, ProductError } from '@nemeton/contract'
import { checkPlan } from '../../olap/ingestion/check-plan.ts'
import type { Ports, StoredIngestion } from '../../ports/ports.ts'

interface Wanted {
  readonly uploadId: string
  readonly plan?: IngestionPlan | undefined
  readonly allowDuplicate: boolean
}

export function readIdempotencyKey(headers: IncomingHttpHeaders): string | null {
  const key = headers['idempotency-key']
  if (key === undefined) return null
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key))
    throw new ProductError('invalid_request', 'An Idempotency-Key has 1 to 255 printable characters without spaces.')
  return key
}

/** Queues a run; the same key answers the same run, the same bytes into the same datasource are refused unless allowed. */
export async function submit(
  { uploadId, plan: wantedPlan, allowDuplicate }: Wanted,
  idempotencyKey: string | null,
  { database }: Pick<Ports, 'database'>,
): Promise<StoredIngestion> {
  const known = idempotencyKey === null ? null : await database.ingestions.findByIdempotencyKey(idempotencyKey)
  if (known !== null) return sameRequest(known, uploadId)
  const upload = await database.uploads.find(uploadId)
  if (upload === null) throw new ProductError('not_found', `There is no upload ${uploadId}.`)
  const { profile, plan: inferred, filename, sha256 } = upload
  if (profile === null || inferred === null)
    throw new ProductError('conflict', `"${filename}" is ${upload.status}; it can be loaded once its profile is ready.`)
  const plan = wantedPlan ?? inferred
  checkPlan(plan, profile)
  const id = randomUUID()
  const inserted = await database.ingestions.insert({
    id,
    uploadId,
    filename,
    sha256,
    plan,
    rowsInFile: profile.rows,
    idempotencyKey,
    allowDuplicate,
  })
  if (!inserted) {
    const other = idempotencyKey === null ? null : await database.ingestions.findByIdempotencyKey(idempotencyKey)
    if (other !== null) return sameRequest(other, uploadId)
    const earlier = sha256 === null ? null : await database.ingestions.findSame(sha256, plan.datasource)
    if (earlier === null) throw new ProductError('conflict', 'The ingestion could not be queued. Try again.')
    throw new ProductError(
      'already_ingested',
      `The same bytes were loaded into "${plan.datasource}" already, as "${earlier.filename}". Set allowDuplicate to load them again.`,
      { details: { ingestionId: earlier.id } },
    )
  }
  const stored = await database.ingestions.find(id)
  if (stored === null) throw new ProductError('internal', 'The ingestion was queued and is not there.')
  return stored
}

function sameRequest(known: StoredIngestion, uploadId: string): StoredIngestion {
  if (known.uploadId !== uploadId)
    throw new ProductError('conflict', 'This Idempotency-Key was used for another upload. Choose a new one.')
  return known
}
