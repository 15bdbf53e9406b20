import type { IngestionPlan, IngestionSpec } from '@nemeton/contract'
import template from '../../../../ingestion-specs/templates/index-parallel.json' with { type: 'json' }
import { validatePlan } from './check-plan.ts'
import { buildDimensionsSpec } from './dimensions-spec.ts'
import { buildGranularitySpec } from './granularity-spec.ts'
import { buildInputFormat, buildInputSource, type Input, type Source } from './input.ts'
import { invalidPlan } from './invalid-plan.ts'
import { buildMetricsSpec } from './metrics-spec.ts'
import { buildTimestampSpec } from './timestamp-spec.ts'

export interface BatchOrder {
  readonly plan: IngestionPlan
  /** A `Profile`, or what of it says how the file is written. */
  readonly profile: Source
  readonly input: Input
  /** Chosen by the caller, so that a task can be found again after a crash between submit and answer. */
  readonly taskId?: string
  /** One slot is all that is taken unless three or more are free. */
  readonly capacity?: { readonly freeSlots: number }
  /** What the datasource holds now, for `overwrite`. */
  readonly existingInterval?: string | null
}

/**
 * The exact JSON that Druid takes: an `index_parallel` task. Error: `invalid_plan`. Concurrent locks stay off: with them
 * Druid 33.0.0 lets an append after a drop succeed, and its rows never appear.
 */
export function buildSpec(order: BatchOrder): IngestionSpec {
  const { plan, profile, input, taskId, capacity = { freeSlots: 1 }, existingInterval = null } = order
  validatePlan(plan)
  if (input.objects.length === 0) throw invalidPlan('input', 'there is no object to read')
  return {
    type: 'index_parallel',
    ...(taskId === undefined ? {} : { id: taskId }),
    spec: {
      dataSchema: {
        dataSource: plan.datasource,
        timestampSpec: buildTimestampSpec(plan, profile, input),
        dimensionsSpec: buildDimensionsSpec(plan),
        metricsSpec: buildMetricsSpec(plan),
        granularitySpec: buildGranularitySpec(plan, existingInterval),
      },
      ioConfig: {
        type: 'index_parallel',
        inputSource: buildInputSource(input),
        inputFormat: buildInputFormat(plan, profile, input),
        appendToExisting: plan.mode === 'append',
        dropExisting: plan.mode !== 'append',
      },
      tuningConfig: {
        ...template.tuningConfig,
        ...partitions(plan),
        maxNumConcurrentSubTasks: subTasks(input.objects.length, capacity.freeSlots),
        ...badRows(plan),
      },
    },
  }
}

/** One task reads object after object in its own slot; n in parallel need n slots and one for the one that waits. */
const subTasks = (objects: number, freeSlots: number): number =>
  objects < 2 || freeSlots < 3 ? 1 : Math.min(objects, freeSlots - 1)

/** Slots that a spec's task may take at once: its own, and where several read at a time one for each of them. */
export function slotsOf({ spec }: IngestionSpec): number {
  const { tuningConfig } = spec as { readonly tuningConfig: { readonly maxNumConcurrentSubTasks: number } }
  const { maxNumConcurrentSubTasks: subTasks } = tuningConfig
  return subTasks === 1 ? 1 : subTasks + 1
}

/** Rows that roll up into one must meet in one task; what is appended to others can only be rolled up as far as it goes. */
const partitions = ({ rollup, mode }: IngestionPlan): Readonly<Record<string, unknown>> => {
  if (!rollup || mode === 'append') return {}
  const { maxRowsPerSegment } = template.tuningConfig.partitionsSpec
  return {
    partitionsSpec: { type: 'hashed', targetRowsPerSegment: maxRowsPerSegment },
    forceGuaranteedRollup: true,
  }
}

const badRows = ({ onBadRows, maxRejectedRows }: IngestionPlan): Readonly<Record<string, number>> => {
  const most = onBadRows === 'fail' ? 0 : maxRejectedRows
  return { ...(most === null ? {} : { maxParseExceptions: most }), maxSavedParseExceptions: 100 }
}
