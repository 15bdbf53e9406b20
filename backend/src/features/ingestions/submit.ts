import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { type IngestionPlan, ProductError } from '@nemeton/contract'
import { checkPlan } from '../../olap/ingestion/check-plan.ts'
import { countsTwice } from '../../olap/ingestion/double-load.ts'
import { type Member, planTogether } from '../../olap/ingestion/together.ts'
import type { Ports, RunFile, StoredIngestion } from '../../ports/ports.ts'
import { type FoundLoad, findEarlierLoads } from '../../queries/earlier-loads.ts'

interface Wanted {
  /** One, or several that become one task. */
  readonly uploadIds: readonly string[]
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

/** Queues a run; the same key answers the same run, the same bytes into the same datasource are refused unless allowed or put in their own place. */
export async function submit(
  { uploadIds, plan: wantedPlan, allowDuplicate }: Wanted,
  idempotencyKey: string | null,
  { database }: Pick<Ports, 'database'>,
): Promise<StoredIngestion> {
  const known = idempotencyKey === null ? null : await database.ingestions.findByIdempotencyKey(idempotencyKey)
  if (known !== null) return sameRequest(known, uploadIds)
  const [first, ...others] = await Promise.all(uploadIds.map((id) => readMember(id, database)))
  if (first === undefined) throw new ProductError('invalid_request', 'Name the upload to load.')
  const members = [first, ...others] as const
  const plan = agreedPlan(members, wantedPlan)
  if (!allowDuplicate) refuseTwins(members)
  const isCorrection =
    plan.mode !== 'append' && !countsTwice(plan, await earlierLoads(members, plan.datasource, database))
  const id = randomUUID()
  const inserted = await database.ingestions.insert({
    id,
    files: [first.file, ...others.map(({ file }) => file)],
    plan,
    rowsInFile: members.reduce((sum, { profile }) => sum + profile.rows, 0),
    idempotencyKey,
    allowDuplicate: allowDuplicate || isCorrection,
  })
  if (!inserted) {
    const other = idempotencyKey === null ? null : await database.ingestions.findByIdempotencyKey(idempotencyKey)
    if (other !== null) return sameRequest(other, uploadIds)
    throw await refusalOf(members, plan.datasource, database)
  }
  const stored = await database.ingestions.find(id)
  if (stored === null) throw new ProductError('internal', 'The ingestion was queued and is not there.')
  return stored
}

interface Queued extends Member {
  readonly file: RunFile
}

async function readMember(id: string, database: Ports['database']): Promise<Queued> {
  const upload = await database.uploads.find(id)
  if (upload === null) throw new ProductError('not_found', `There is no upload ${id}.`)
  const { profile, plan, filename, sha256, status } = upload
  if (profile === null || plan === null)
    throw new ProductError('conflict', `"${filename}" is ${status}; it can be loaded once its profile is ready.`)
  return { filename, profile, plan, file: { uploadId: id, filename, sha256 } }
}

function agreedPlan(members: readonly [Queued, ...Queued[]], wanted: IngestionPlan | undefined): IngestionPlan {
  const [first, ...others] = members
  if (others.length === 0) {
    const plan = wanted ?? first.plan
    checkPlan(plan, first.profile)
    return plan
  }
  const elsewhere = others.find(({ plan }) => plan.datasource !== first.plan.datasource)
  if (wanted === undefined && elsewhere !== undefined)
    throw new ProductError(
      'invalid_plan',
      `"${elsewhere.filename}" goes into "${elsewhere.plan.datasource}" and "${first.filename}" into "${first.plan.datasource}". Send the plan that they share, with one datasource.`,
      { details: { filename: elsewhere.filename, column: null } },
    )
  return planTogether(members, wanted ?? planTogether(members))
}

function refuseTwins(members: readonly Queued[]): void {
  for (const { file } of members) {
    const twin = members.find((other) => other.file.sha256 === file.sha256)?.file
    if (file.sha256 === null || twin === undefined || twin.uploadId === file.uploadId) continue
    throw new ProductError(
      'conflict',
      `"${file.filename}" holds the same bytes as "${twin.filename}". Leave one of them out, or set allowDuplicate to load both.`,
      { details: { uploadId: file.uploadId, filename: file.filename } },
    )
  }
}

async function earlierLoads(
  members: readonly Queued[],
  datasource: string,
  database: Ports['database'],
): Promise<readonly FoundLoad[]> {
  const found = await Promise.all(members.map(({ file }) => findEarlierLoads(file.sha256, datasource, database)))
  return found.flat()
}

async function refusalOf(
  members: readonly Queued[],
  datasource: string,
  database: Ports['database'],
): Promise<ProductError> {
  for (const { file } of members) {
    const { sha256, filename, uploadId } = file
    const [found] = await findEarlierLoads(sha256, datasource, database)
    if (found === undefined) continue
    const earlier = found.ingestion
    const as = earlier.files.find((one) => one.sha256 === sha256)?.filename ?? earlier.filename
    return new ProductError(
      'already_ingested',
      `The same bytes as in "${filename}" were loaded into "${datasource}" already, as "${as}". Set allowDuplicate to load them again.`,
      { details: { ingestionId: earlier.id, uploadId, filename } },
    )
  }
  return new ProductError('conflict', 'The ingestion could not be queued. Try again.')
}

function sameRequest(known: StoredIngestion, uploadIds: readonly string[]): StoredIngestion {
  if (known.files.map(({ uploadId }) => uploadId).join() !== uploadIds.join())
    throw new ProductError('conflict', 'This Idempotency-Key was used for another upload. Choose a new one.')
  return known
}
