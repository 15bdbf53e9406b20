import type { IngestionMode, IngestionPlan, PlanColumn, PlanTime, Profile } from '@nemeton/contract'
import { parseInstant } from '../time.ts'
import { datasourceFromFilename } from './datasource-name.ts'
import { type Existing, fitColumns } from './fit-columns.ts'
import { chooseSegmentGranularity } from './segment-granularity.ts'
import { judgeRollup, type Sample, suggestSketches } from './suggest.ts'

interface Wish {
  readonly filename: string
  readonly datasource?: string | undefined
  readonly mode?: IngestionMode | undefined
  /** What the datasource holds already, null when it is new. */
  readonly existing?: Existing | null
  /** Some rows as they are shown, to measure on. */
  readonly sample?: Sample
}

/** The plan that a file asks for by itself; `reasons` says why, field by field. */
export function inferPlan(
  profile: Profile,
  { filename, datasource, mode = 'append', existing = null, sample = { rows: [] } }: Wish,
): IngestionPlan {
  const time = inferTime(profile)
  const segments = inferSegments(profile, time)
  const columns = fitColumns(inferColumns(profile, time), profile, mode === 'overwrite' ? null : existing)
  const rollup = judgeRollup(columns, time, sample)
  return {
    datasource: datasource ?? datasourceFromFilename(filename),
    mode,
    time,
    columns,
    segmentGranularity: segments.granularity,
    queryGranularity: 'none',
    rollup: false,
    metrics: [],
    onBadRows: 'reject',
    maxRejectedRows: null,
    ...(profile.sheet === undefined ? {} : { sheet: profile.sheet }),
    suggestions: [...(rollup.suggestion ? [rollup.suggestion] : []), ...suggestSketches(columns, profile)],
    reasons: {
      datasource: datasource === undefined ? `taken from the file name "${filename}"` : 'as asked',
      mode:
        mode === 'append'
          ? 'the rows are added beside what is there'
          : `as asked: ${mode} takes existing rows away first`,
      time: time?.reason ?? 'no column of the file holds times: choose one instant for all of its rows',
      segmentGranularity: segments.reason,
      queryGranularity: 'every instant is kept as it is',
      rollup: rollup.reason,
      metrics: 'nothing is added up while it is loaded: every row keeps its own values',
      onBadRows: 'rows that cannot be read are set aside with their reason; the others get in',
      maxRejectedRows: 'as many as cannot be read are set aside',
    },
  }
}

function inferTime({ time }: Profile): PlanTime | null {
  if (time === null) return null
  const { column, format, clock, timezone, min, max, reason } = time
  return { kind: 'column', column, format, ...(clock === undefined ? {} : { clock }), timezone, min, max, reason }
}

/** Columns without a single value are left out, unless nothing else would be left. */
function inferColumns(profile: Profile, time: PlanTime | null): PlanColumn[] {
  const columns = profile.columns.map((column) => inferColumn(column, time))
  const isEmpty = (index: number) => profile.rows > 0 && profile.columns[index]?.nulls === profile.rows
  if (!columns.some(({ role }, index) => role !== 'time' && !isEmpty(index))) return columns
  return columns.map((column, index) =>
    isEmpty(index) ? { ...column, include: false, reason: 'left out: no row has a value in it' } : column,
  )
}

function inferColumn(column: Profile['columns'][number], time: PlanTime | null): PlanColumn {
  const isTime = time?.kind === 'column' && column.name === time.column
  return {
    name: column.name,
    as: column.as,
    type: column.type,
    role: isTime ? 'time' : column.role === 'time' ? 'dimension' : column.role,
    ...(column.aggregate === undefined || isTime ? {} : { aggregate: column.aggregate }),
    include: true,
    ...(column.format === undefined ? {} : { format: column.format }),
    reason: column.reason,
  }
}

/** Also used when a person chooses another time. */
export function inferSegments(
  { rows, columns }: Pick<Profile, 'rows' | 'columns'>,
  time: PlanTime | null,
): ReturnType<typeof chooseSegmentGranularity> {
  if (time?.kind !== 'column') return { granularity: 'day', reason: 'all rows have one instant, so they share one day' }
  const whole = { start: parseInstant(time.min), end: parseInstant(time.max) + 1 }
  const far = columns.find(({ name }) => name === time.column)?.far
  if (far === undefined || far.min === null || far.max === null) return chooseSegmentGranularity(rows, whole)
  const usual = { start: parseInstant(far.min), end: parseInstant(far.max) + 1 }
  return chooseSegmentGranularity(rows, whole, { rows: far.rows, usual })
}
