import { type IngestionSpec, ProductError } from '@nemeton/contract'
import { buildSpec } from '../../olap/ingestion/batch-spec.ts'
import { existingInterval } from '../../olap/ingestion/existing-interval.ts'
import type { Patch, Ports, StoredIngestion, StoredUpload } from '../../ports/ports.ts'
import { type StagedCopy, stage } from './stage.ts'

interface Needs extends Ports {
  readonly stagingFolder: string
  readonly watchIntervalMs: number
}

/** Stages a copy where one is needed, and writes down the spec and the task's id before anything is submitted. */
export async function prepare(ingestion: StoredIngestion, needs: Needs, signal: AbortSignal): Promise<Patch> {
  const { plan, datasource } = ingestion
  const upload = await needs.database.uploads.find(ingestion.uploadId)
  if (upload?.status === 'profiling') return { waitMs: needs.watchIntervalMs }
  if (upload === null || upload.object === null || upload.profile === null)
    throw new ProductError('conflict', 'The upload of this ingestion was removed. Send the file again.')
  const copy = await stage(ingestion, upload, needs, signal)
  requireEnoughRows(ingestion, copy)
  const [slots, before] = await Promise.all([
    needs.druid.taskSlots(signal),
    needs.druid.usedSegments(datasource, signal),
  ])
  const taskId = `nemeton_${datasource}_${ingestion.id}`
  const spec: IngestionSpec = buildSpec({
    plan,
    profile: upload.profile,
    input: inputOf(upload, copy),
    taskId,
    capacity: { freeSlots: Math.max(1, slots.total - slots.used) },
    existingInterval: plan.mode === 'overwrite' ? existingInterval(before.map(({ interval }) => interval)) : null,
  })
  return {
    status: 'submitted',
    taskId,
    spec,
    facts: {
      before: before.map((segment) => segment.id),
      staged: copy.objects,
      rejected: copy.rejected,
      rejectedRowsKey: copy.rejectedRowsKey,
    },
  }
}

function requireEnoughRows({ plan, facts }: StoredIngestion, { rejected }: StagedCopy): void {
  const most = plan.onBadRows === 'fail' ? 0 : (plan.maxRejectedRows ?? Number.POSITIVE_INFINITY)
  if (rejected > most)
    throw new ProductError(
      'invalid_plan',
      `${rejected} of ${facts.rowsInFile} rows cannot be loaded; the plan allows ${most}. Nothing was loaded.`,
    )
  if (rejected >= facts.rowsInFile)
    throw new ProductError(
      'no_rows',
      'Not one row of the file can be loaded under this plan. Check its time column and format.',
    )
}

function inputOf(upload: StoredUpload, copy: StagedCopy) {
  const { object, bytes } = upload
  if (copy.objects !== null) return { kind: 'staged' as const, objects: copy.objects }
  return { kind: 'original' as const, objects: object ? [{ ...object, bytes }] : [] }
}
