import { type IngestionPlan, type PlanChanges, ProductError, type planUploads } from '@nemeton/contract'
import type { z } from 'zod'
import { clashesOf } from '../../olap/ingestion/clashes.ts'
import { planIntervals } from '../../olap/ingestion/granularity-spec.ts'
import { areReadAlike, planTogether } from '../../olap/ingestion/together.ts'
import type { Ports, StoredUpload } from '../../ports/ports.ts'
import { type ExistingReader, readExisting, refit } from './existing.ts'
import { readImpact } from './impact.ts'

type Answer = z.infer<typeof planUploads.result>
type Changes = Pick<PlanChanges, 'datasource' | 'mode'>

/** The one plan of several uploads and what it would replace. Errors: `conflict`, `invalid_plan` naming file and column. */
export async function planUploadsTogether(
  uploads: readonly StoredUpload[],
  changes: Changes,
  ports: Ports & ExistingReader,
  signal: AbortSignal,
): Promise<Answer> {
  const ready = uploads.map(readyOf)
  const [first] = ready
  if (first === undefined) throw new ProductError('invalid_request', 'Name the uploads to load together.')
  const datasource = changes.datasource ?? first.plan.datasource
  const elsewhere = ready.find(({ plan }) => plan.datasource !== datasource)
  if (changes.datasource === undefined && elsewhere !== undefined)
    throw new ProductError(
      'invalid_plan',
      `"${elsewhere.filename}" goes into "${elsewhere.plan.datasource}" and "${first.filename}" into "${datasource}". Name the one datasource for all of them.`,
      { details: { filename: elsewhere.filename, column: null } },
    )
  const existing = await readExisting(datasource, ports, signal)
  const [one, ...others] = ready.map((file) => ({
    ...file,
    plan: { ...refit(file, changes, existing), datasource, mode: changes.mode ?? file.plan.mode },
  }))
  if (one === undefined) throw new Error('the first of several is there')
  const plan = planTogether([one, ...others])
  return {
    plan,
    files: ready.map(({ id, filename, profile }) => ({ uploadId: id, filename, rows: profile.rows })),
    staged: plan.time === null || ready.some(({ obstacles }) => obstacles.length > 0) || !areReadAlike(plan, ready),
    impact: plan.time === null ? null : await impactOf(plan, ports, signal),
    clashes: existing === 'unknown' ? null : clashesOf(plan, existing),
  }
}

async function impactOf(plan: IngestionPlan, { druid }: Ports, signal: AbortSignal): Promise<Answer['impact']> {
  const { impact, existingInterval } = await readImpact(plan, druid, signal)
  return { ...impact, intervals: planIntervals(plan, existingInterval) }
}

function readyOf(upload: StoredUpload) {
  const { profile, plan, object, filename, status, bytes } = upload
  if (profile !== null && plan !== null && object !== null)
    return { ...upload, profile, plan, object: { ...object, bytes } }
  throw new ProductError('conflict', `"${filename}" is ${status}; it can be planned once its profile is ready.`)
}
