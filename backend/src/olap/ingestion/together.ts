import { type IngestionPlan, type PlanTime, ProductError, type Profile } from '@nemeton/contract'
import { formatInstant, parseInstant } from '../time.ts'
import { changeTime } from './change-time.ts'
import { checkPlan, requireTime } from './check-plan.ts'
import { inferSegments } from './infer-schema.ts'
import { buildInputFormat, type InputObject, sourceObstacles } from './input.ts'
import {
  disagreement,
  refuseOtherColumns,
  refuseOtherFormat,
  refuseOtherTypes,
  refuseUnplanned,
  spokesman,
} from './same-shape.ts'
import { buildTimestampSpec } from './timestamp-spec.ts'

/** A file that is to be loaded as one with others. */
export interface Member {
  readonly filename: string
  readonly profile: Profile
  /** The plan that was inferred for it alone. */
  readonly plan: IngestionPlan
}

type Members = readonly [Member, ...Member[]]

/**
 * The plan of several files as one: that of the first, or the one that is wanted, over the time of all of them.
 * Error: `invalid_plan`, naming the file and the column that does not agree.
 */
export function planTogether(members: Members, wanted?: IngestionPlan): IngestionPlan {
  const [first, ...others] = members
  for (const other of others) {
    refuseOtherFormat(first, other)
    refuseOtherColumns(first, other)
  }
  if (wanted !== undefined) return followed(members, wanted)
  const columns = first.plan.columns.map((column) => {
    const speaks = spokesman(members, column.name)
    return speaks?.plan.columns.find(({ name }) => name === column.name) ?? column
  })
  const plan = { ...first.plan, columns }
  for (const other of others) refuseOtherTypes(members, other, plan)
  const time = timeTogether(members, clearestTime(members))
  const rows = members.reduce((sum, { profile }) => sum + profile.rows, 0)
  const segments = inferSegments({ rows, columns: [] }, time)
  const { suggestions: _measuredOnOne, ...whole } = plan
  return {
    ...whole,
    time,
    segmentGranularity: segments.granularity,
    reasons: { ...plan.reasons, segmentGranularity: segments.reason },
  }
}

function followed(members: Members, wanted: IngestionPlan): IngestionPlan {
  requireTime(wanted)
  const plan = { ...wanted, time: timeTogether(members, wanted.time) }
  for (const member of members) {
    inFile(member.filename, () => checkPlan(plan, member.profile))
    refuseUnplanned(member, plan)
  }
  return plan
}

/** Whether Druid can read all of the files as they are by one input format. */
export function areReadAlike(
  plan: IngestionPlan,
  files: readonly { readonly profile: Profile; readonly object: InputObject }[],
): boolean {
  const inputs = files.map(({ profile, object }) => ({
    profile,
    input: { kind: 'original' as const, objects: [object] },
  }))
  if (inputs.some(({ profile, input }) => sourceObstacles(plan, profile, input).length > 0)) return false
  const ways = inputs.map(({ profile, input }) =>
    JSON.stringify([buildInputFormat(plan, profile, input), buildTimestampSpec(plan, profile, input)]),
  )
  return new Set(ways).size === 1
}

/** A file that shows whether days or months come first decides for those that do not. */
function clearestTime(members: Members): PlanTime | null {
  const clear = members.find(({ profile }) => profile.time !== null && profile.time.ambiguous !== true)
  return (clear ?? members[0]).plan.time
}

function timeTogether(members: Members, time: PlanTime | null): PlanTime | null {
  if (time?.kind === 'fixed') return time
  if (time === null) return null
  const own = members.flatMap(({ filename, profile, plan }) => {
    refuseOtherTime(filename, plan.time, profile, time)
    const { column, format, clock = null, timezone } = time
    const moved = inFile(filename, () =>
      changeTime(plan.time, { kind: 'column', column, format, clock, timezone }, profile),
    )
    return moved.kind === 'column' ? [parseInstant(moved.min), parseInstant(moved.max)] : []
  })
  return { ...time, min: formatInstant(Math.min(...own)), max: formatInstant(Math.max(...own)) }
}

type ColumnTime = Extract<PlanTime, { kind: 'column' }>

function refuseOtherTime(filename: string, own: PlanTime | null, profile: Profile, time: ColumnTime): void {
  if (own?.kind !== 'column' || own.column !== time.column) return
  const isSame = own.format === time.format && own.clock?.column === time.clock?.column
  if (isSame || profile.time?.ambiguous === true) return
  throw disagreement(
    filename,
    time.column,
    `its times are written as ${own.format}, and as ${time.format} in the other files.`,
  )
}

/** The same error, with the file that it is about. */
function inFile<T>(filename: string, check: () => T): T {
  try {
    return check()
  } catch (error) {
    if (!(error instanceof ProductError)) throw error
    throw new ProductError(error.code, `"${filename}": ${error.message}`, {
      cause: error,
      details: { ...(error.details as object | undefined), filename },
    })
  }
}
