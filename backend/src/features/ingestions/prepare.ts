import { type ErrorCode, type IngestionSpec, ProductError } from '@nemeton/contract'
import { fitAppend } from '../../olap/ingestion/append-granularity.ts'
import { buildSpec, slotsOf } from '../../olap/ingestion/batch-spec.ts'
import { checkPlan } from '../../olap/ingestion/check-plan.ts'
import { existingInterval } from '../../olap/ingestion/existing-interval.ts'
import { planIntervals } from '../../olap/ingestion/granularity-spec.ts'
import type { Patch, Ports, StoredIngestion } from '../../ports/ports.ts'
import { keepSpec } from './evidence.ts'
import { survey } from './held.ts'
import { type Ready, type StagedCopy, stage } from './stage.ts'

interface Needs extends Ports {
  readonly stagingFolder: string
  readonly watchIntervalMs: number
}

/** Stages a copy where one is needed, and writes down the spec and the task's id before anything is submitted. */
export async function prepare(ingestion: StoredIngestion, needs: Needs, signal: AbortSignal): Promise<Patch> {
  const { plan: submitted, datasource } = ingestion
  const uploads = await readUploads(ingestion, needs)
  if (uploads === 'profiling') return { waitMs: needs.watchIntervalMs }
  for (const { profile } of uploads) checkPlan(submitted, profile)
  const slots = await needs.druid.taskSlots(signal)
  const freeSlots = Math.max(1, await needs.database.ingestions.slotsLeft(slots, ingestion.id))
  const copy = await stage(ingestion, uploads, { ...needs, freeSlots }, signal)
  const known = { staged: copy.objects, rejected: copy.rejected, rejectedRowsKey: copy.rejectedRowsKey }
  const refusal = refusalOf(ingestion, copy)
  if (refusal !== null) return { status: 'failed', error: refusal, facts: known }
  const before = await needs.druid.usedSegments(datasource, signal)
  const plan = fitAppend(
    submitted,
    before.map(({ interval }) => interval),
  )
  const span = plan.mode === 'overwrite' ? existingInterval(before.map(({ interval }) => interval)) : null
  const run = { datasource, mode: plan.mode, intervals: planIntervals(plan, span) }
  const held = await survey(run, before, needs.druid, signal)
  const taskId = `nemeton_${datasource}_${ingestion.id}`
  const spec: IngestionSpec = buildSpec({
    plan,
    profile: uploads[0].profile,
    input: inputOf(uploads, copy),
    taskId,
    capacity: { freeSlots },
    existingInterval: span,
  })
  await keepSpec(ingestion, spec, needs.objectStore, signal)
  const isPlain = copy.objects === null && uploads.every(({ profile }) => profile.compression === 'none')
  const inputBytes = isPlain ? uploads.reduce((sum, { bytes }) => sum + bytes, 0) : null
  return {
    status: 'submitted',
    taskId,
    spec,
    facts: { ...known, inputBytes, before: before.map((segment) => segment.id), held, slots: slotsOf(spec) },
  }
}

/** Ends the run here with its rejected rows kept, so that each of them can be looked at. */
function refusalOf({ plan, facts }: StoredIngestion, { rejected }: StagedCopy): Patch['error'] | null {
  const most = plan.onBadRows === 'fail' ? 0 : (plan.maxRejectedRows ?? Number.POSITIVE_INFINITY)
  const refuse = (code: ErrorCode, message: string, hint: string) => ({ code, message, hint, raw: null })
  if (rejected > most)
    return refuse(
      'rows_rejected',
      `${rejected} of ${facts.rowsInFile} rows cannot be loaded; the plan allows ${most}. Nothing was loaded.`,
      'Look at the rejected rows; then correct the file, change the types of the plan, or allow more of them.',
    )
  if (rejected >= facts.rowsInFile)
    return refuse(
      'no_rows',
      'Not one row of the file can be loaded under this plan.',
      'Look at the rejected rows, and check the time column, its format and the types of the plan.',
    )
  return null
}

async function readUploads(
  { files }: StoredIngestion,
  { database }: Needs,
): Promise<'profiling' | readonly [Ready, ...Ready[]]> {
  const found: Ready[] = []
  for (const { uploadId, filename } of files) {
    const upload = await database.uploads.find(uploadId)
    if (upload?.status === 'profiling') return 'profiling'
    if (upload === null || upload.object === null || upload.profile === null)
      throw new ProductError('conflict', `The upload "${filename}" of this ingestion was removed. Send the file again.`)
    found.push({ ...upload, object: upload.object, profile: upload.profile })
  }
  const [first, ...others] = found
  if (first === undefined) throw new Error('an ingestion has at least one file')
  return [first, ...others]
}

function inputOf(uploads: readonly Ready[], copy: StagedCopy) {
  if (copy.objects !== null) return { kind: 'staged' as const, objects: copy.objects }
  if (copy.pieces !== null) return { kind: 'original' as const, objects: copy.pieces }
  return { kind: 'original' as const, objects: uploads.map(({ object, bytes }) => ({ ...object, bytes })) }
}
