import { type IngestionSpec, ProductError } from '@nemeton/contract'
import { buildSpec } from '../../olap/ingestion/batch-spec.ts'
import { existingInterval } from '../../olap/ingestion/existing-interval.ts'
import type { Patch, Ports, StoredIngestion, StoredUpload, TaskStatus } from '../../ports/ports.ts'
import { explainTask } from './failure.ts'
import { type StagedCopy, stage } from './stage.ts'

interface Needs extends Ports {
  readonly stagingFolder: string
  readonly watchIntervalMs: number
  readonly loadTimeoutMs: number
}

const publishTimeoutMs = 60_000
const mostMismatches = 10
const logBytes = 200_000

/**
 * What to write down after one look at an ingestion. A patch with `waitMs` ends the look; one without is followed by the
 * next step at once. Every step can be run again after a crash: it finds out what happened before it acts.
 */
export function step(ingestion: StoredIngestion, needs: Needs, signal: AbortSignal): Promise<Patch> {
  switch (ingestion.status) {
    case 'queued':
      return Promise.resolve({ status: 'staging' })
    case 'staging':
      return prepare(ingestion, needs, signal)
    case 'submitted':
      return submitOnce(ingestion, needs, signal)
    case 'waiting':
    case 'running':
      return followTask(ingestion, needs, signal)
    case 'publishing':
      return findPublished(ingestion, needs, signal)
    case 'loading':
      return confirm(ingestion, needs, signal)
    case 'queryable':
    case 'failed':
    case 'canceled':
      throw new Error(`an ended ingestion was claimed: ${ingestion.id}`)
  }
}

async function prepare(ingestion: StoredIngestion, needs: Needs, signal: AbortSignal): Promise<Patch> {
  const { plan, datasource } = ingestion
  const upload = await needs.database.uploads.find(ingestion.uploadId)
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

/** The task's id is ours: when an earlier submit arrived and its answer was lost, Druid knows the task already. */
async function submitOnce({ taskId, spec }: StoredIngestion, { druid }: Needs, signal: AbortSignal): Promise<Patch> {
  if (taskId === null || spec === null) throw new Error('a submitted ingestion has a task id and a spec')
  if ((await druid.taskStatus(taskId, signal)) === null)
    await druid.submitTask(spec).catch((error: unknown) => {
      if (!(error instanceof ProductError && /already exists/i.test(error.message))) throw error
    })
  return { status: 'waiting', facts: { seen: true } }
}

async function followTask(
  ingestion: StoredIngestion,
  { druid, watchIntervalMs }: Needs,
  signal: AbortSignal,
): Promise<Patch> {
  const { taskId } = ingestion
  if (taskId === null) throw new Error('a followed ingestion has a task id')
  const task = await druid.taskStatus(taskId, signal)
  if (task === null)
    throw new ProductError(
      'druid_task_failed',
      'Druid no longer knows this task: its metadata was lost or cleaned up. Try again.',
    )
  switch (task.state) {
    case 'RUNNING':
      return { ...(await progress(ingestion, task, druid, signal)), waitMs: watchIntervalMs }
    case 'SUCCESS':
      return {
        status: 'publishing',
        report: (await druid.taskReport(taskId, signal))?.raw ?? null,
        facts: { etaMs: null },
      }
    case 'FAILED': {
      const [report, logTail] = await Promise.all([
        druid.taskReport(taskId, signal).catch(() => null),
        druid.taskLogTail(taskId, logBytes).catch(() => null),
      ])
      const tail = logTail?.split('\n').slice(-1000).join('\n') ?? null
      return {
        status: 'failed',
        error: explainTask(task.errorMessage, tail),
        report: report?.raw ?? null,
        logTail: tail,
      }
    }
  }
}

async function progress(
  ingestion: StoredIngestion,
  task: TaskStatus,
  druid: Ports['druid'],
  signal: AbortSignal,
): Promise<Patch> {
  // A task that has run says so no longer while it hands over its result.
  if (task.runner !== 'RUNNING') return { status: ingestion.status }
  const report = await druid.taskReport(task.id, signal).catch(() => null)
  const { facts, stages } = ingestion
  const processed = Math.max(facts.processed, report?.processed ?? 0)
  const started = stages.find((stage) => stage.name === 'running')?.startedAt
  const elapsedMs = started === undefined ? 0 : Date.now() - Date.parse(started)
  if (processed === facts.processed || elapsedMs === 0) return { status: 'running' }
  const rowsPerSecond = Math.round((processed * 1000) / elapsedMs)
  const left = Math.max(0, facts.rowsInFile - facts.rejected - processed)
  const etaMs = rowsPerSecond > 0 ? Math.round((left * 1000) / rowsPerSecond) : null
  return { status: 'running', facts: { processed, rowsPerSecond, etaMs } }
}

/** What this run published: the used segments now, without those before. One datasource has one writer at a time. */
async function findPublished(
  ingestion: StoredIngestion,
  { druid, watchIntervalMs }: Needs,
  signal: AbortSignal,
): Promise<Patch> {
  const before = new Set(ingestion.facts.before ?? [])
  const published = (await druid.usedSegments(ingestion.datasource, signal)).filter(
    (segment) => !before.has(segment.id),
  )
  if (published.length > 0) return { status: 'loading', facts: { published } }
  if (ageMs(ingestion) < publishTimeoutMs) return { waitMs: watchIntervalMs }
  throw new ProductError(
    'rows_missing',
    `Druid says the task succeeded and published nothing: 0 of ${ingestion.facts.rowsInFile} rows.`,
  )
}

async function confirm(ingestion: StoredIngestion, needs: Needs, signal: AbortSignal): Promise<Patch> {
  const { datasource, plan, facts } = ingestion
  const { druid, watchIntervalMs, loadTimeoutMs } = needs
  const countMetric = plan.rollup ? (plan.metrics.find((metric) => metric.kind === 'count')?.name ?? null) : null
  const expected = facts.rowsInFile - facts.rejected
  const counted = await druid.countOver(datasource, facts.published, countMetric, signal)
  if (counted === expected && (await isVisible(datasource, druid, signal)))
    return { status: 'queryable', facts: { ingested: counted, etaMs: null } }
  const available = await countAvailable(ingestion, druid, signal)
  const all = facts.published.length
  if (counted !== expected && available === all) {
    if (facts.mismatches < mostMismatches)
      return { facts: { mismatches: facts.mismatches + 1 }, waitMs: watchIntervalMs }
    const message = `The file has ${expected} rows to load and Druid has ${counted} of them.`
    return {
      status: 'failed',
      facts: { ingested: counted },
      error: {
        code: 'rows_missing',
        message,
        hint: 'Look at the report; then drop what was added and try again.',
        raw: null,
      },
    }
  }
  if (ageMs(ingestion) < loadTimeoutMs) return { waitMs: watchIntervalMs }
  throw new ProductError(
    'not_queryable',
    `The rows are published, but ${all - available} of ${all} segments are not loaded by any historical in time.`,
  )
}

async function isVisible(datasource: string, druid: Ports['druid'], signal: AbortSignal): Promise<boolean> {
  const query = `SELECT COUNT(*) AS "columns" FROM INFORMATION_SCHEMA.COLUMNS WHERE "TABLE_SCHEMA" = 'druid' AND "TABLE_NAME" = ?`
  const [row] = await druid.rows({ query, parameters: [{ type: 'VARCHAR', value: datasource }] }, { signal })
  return Number(row?.columns ?? 0) > 0
}

async function countAvailable(
  { datasource, facts }: StoredIngestion,
  druid: Ports['druid'],
  signal: AbortSignal,
): Promise<number> {
  const query = `SELECT "segment_id" AS "id" FROM sys.segments WHERE "datasource" = ? AND "is_available" = 1`
  const rows = await druid.rows({ query, parameters: [{ type: 'VARCHAR', value: datasource }] }, { signal })
  const available = new Set(rows.map((row) => String(row.id)))
  return facts.published.filter((segment) => available.has(segment.id)).length
}

function ageMs({ stages }: StoredIngestion): number {
  const begun = stages.at(-1)?.startedAt
  return begun === undefined ? 0 : Date.now() - Date.parse(begun)
}
