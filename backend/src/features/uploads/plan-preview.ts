import { type IngestionPlan, type PlanChanges, ProductError, type planUpload } from '@nemeton/contract'
import type { z } from 'zod'
import { fitAppend } from '../../olap/ingestion/append-granularity.ts'
import { applyChanges } from '../../olap/ingestion/apply-changes.ts'
import { buildSpec } from '../../olap/ingestion/batch-spec.ts'
import { clashesOf } from '../../olap/ingestion/clashes.ts'
import { countsTwice } from '../../olap/ingestion/double-load.ts'
import { planIntervals } from '../../olap/ingestion/granularity-spec.ts'
import { sourceObstacles } from '../../olap/ingestion/input.ts'
import { samplerShift } from '../../olap/ingestion/sampler-spec.ts'
import type { Ports, StoredUpload } from '../../ports/ports.ts'
import { type FoundLoad, findEarlierLoads } from '../../queries/earlier-loads.ts'
import { type ExistingReader, readExisting, refit } from './existing.ts'
import type { HourCounts } from './hour-counts.ts'
import { readImpact } from './impact.ts'
import { sampleThrough } from './sample.ts'

type Answer = z.infer<typeof planUpload.result>

/** The plan with a person's changes, the exact spec, what Druid makes of the first rows, and what would be replaced. */
export async function previewPlan(
  upload: StoredUpload,
  changes: PlanChanges,
  ports: Ports & ExistingReader & { readonly hourCounts: HourCounts },
  signal: AbortSignal,
): Promise<Answer> {
  const { profile, plan: inferred, object, filename } = upload
  if (profile === null || inferred === null || object === null)
    throw new ProductError(
      'conflict',
      `"${filename}" is ${upload.status}; it can be planned once its profile is ready.`,
    )
  const existing = await readExisting(changes.datasource ?? inferred.datasource, ports, signal)
  const wanted = applyChanges(refit({ profile, filename, plan: inferred }, changes, existing), changes, profile)
  const clashes = existing === 'unknown' ? null : clashesOf(wanted, existing)
  if (wanted.time === null) {
    const message = 'The file has no time column. Choose a column with times, or one instant for all rows.'
    const sampleError = { code: 'no_time_column' as const, message }
    return { plan: wanted, spec: {}, sample: null, sampleError, impact: null, duplicate: null, clashes, warnings: [] }
  }
  const { impact, existingInterval, chunks } = await readImpact(wanted, ports.druid, signal)
  const plan = fitAppend(wanted, chunks)
  const objects = [{ ...object, bytes: upload.bytes }]
  const isOriginal = upload.obstacles.length === 0 && sourceObstacles(plan, profile, { objects }).length === 0
  const kind = isOriginal ? ('original' as const) : ('staged' as const)
  const spec = buildSpec({ plan, profile, input: { kind, objects }, existingInterval })
  const isSampledAsIs = isOriginal && samplerShift(plan) === 0
  const sampledSpec = isSampledAsIs
    ? spec
    : buildSpec({ plan, profile, input: { kind: 'staged', objects }, existingInterval })
  const counted = ports.hourCounts.warnings(upload, profile, plan, signal)
  const sampling = sampleThrough(sampledSpec, { isOriginal: isSampledAsIs, upload, profile, plan }, ports, signal).then(
    (sample) => ({ sample, sampleError: null }),
    (error: unknown) => {
      if (!(error instanceof ProductError) || isAway(error)) throw error
      return { sample: null, sampleError: { code: error.code, message: error.message } }
    },
  )
  const duplicates = findEarlierLoads(upload.sha256, plan.datasource, ports.database)
  const [sampled, warnings, earlier] = await Promise.all([sampling, counted, duplicates])
  const intervals = intervalsOf(plan, existingInterval)
  return {
    plan,
    spec,
    ...sampled,
    impact: { ...impact, intervals },
    duplicate: duplicateOf(plan, earlier),
    clashes,
    warnings,
  }
}

function duplicateOf(plan: IngestionPlan, earlier: readonly FoundLoad[]): Answer['duplicate'] {
  const [latest] = earlier
  if (latest === undefined) return null
  const { id, uploadId, filename, createdAt } = latest.ingestion
  return { ingestionId: id, uploadId, filename, at: createdAt.toISOString(), countsTwice: countsTwice(plan, earlier) }
}

/** Who is away says nothing about the plan: the caller hears of it, and asks again. */
const isAway = ({ code }: ProductError): boolean =>
  ['druid_unavailable', 'druid_timeout', 'store_unavailable', 'spool_full', 'canceled'].includes(code)

const intervalsOf = (plan: IngestionPlan, existingInterval: string | null): string[] => [
  ...planIntervals(plan, existingInterval),
]
