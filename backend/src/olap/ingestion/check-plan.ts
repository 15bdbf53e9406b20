import { type IngestionPlan, ingestionPlan, type PlanColumn, type Profile, type TimeClock } from '@nemeton/contract'
import { isClockFormat } from '../tabular/joined-time.ts'
import { parseInstant } from '../time.ts'
import { refuseTooManyChunks } from './chunks.ts'
import { invalidPlan } from './invalid-plan.ts'
import { planZone } from './plan-zone.ts'

/** Whether a spec can be built from a plan, a missing time aside. Error: `invalid_plan`, naming the field. */
export function validatePlan(plan: IngestionPlan): void {
  const parsed = ingestionPlan.safeParse(plan)
  const [issue] = parsed.error?.issues ?? []
  if (issue) throw invalidPlan(issue.path.join('.'), issue.message)
  validateColumns(plan)
  validateTime(plan)
  if (plan.rollup) validateMetrics(plan)
}

/** Whether a plan can be submitted for this file. Error: `invalid_plan`. */
export function checkPlan(plan: IngestionPlan, profile: Pick<Profile, 'columns' | 'sheet'>): void {
  validatePlan(plan)
  if (plan.sheet !== undefined && plan.sheet !== profile.sheet)
    throw invalidPlan(
      'sheet',
      `the plan is for the sheet "${plan.sheet}", and ${profile.sheet === undefined ? 'the file is no workbook' : `"${profile.sheet}" is the one that is read now: choose the other one first, or plan anew`}`,
    )
  requireTime(plan)
  plan.columns.forEach(({ name }, index) => {
    if (profile.columns.some((column) => column.name === name)) return
    throw invalidPlan(`columns.${index}.name`, `the file has no column "${name}"`)
  })
}

export function requireTime(plan: IngestionPlan): NonNullable<IngestionPlan['time']> {
  if (plan.time) return plan.time
  throw invalidPlan('time', 'the file has no time column: choose a column with times or one instant for all rows')
}

function validateColumns({ columns, metrics, rollup }: IngestionPlan): void {
  const names = new Map<string, string>()
  const isCounted = (name: string) =>
    rollup && metrics.some(({ kind, column }) => column === name && (kind === 'hll' || kind === 'theta'))
  columns.forEach((column, index) => {
    if (columns.findIndex(({ name }) => name === column.name) !== index) {
      throw invalidPlan(`columns.${index}.name`, `"${column.name}" stands in the plan twice`)
    }
    if (!column.include || column.role === 'time') return
    const { name, as } = column
    if (as === '__time')
      throw invalidPlan(`columns.${index}.as`, `"__time" is Druid's own; give "${name}" another name`)
    const twin = names.get(as)
    if (twin !== undefined) {
      throw invalidPlan(
        `columns.${index}.as`,
        `"${twin}" and "${name}" would both be "${as}"; rename one or leave it out`,
      )
    }
    names.set(as, name)
    if (column.role === 'measure' && !isNumber(column) && !isCounted(name)) {
      throw invalidPlan(
        `columns.${index}.role`,
        `"${name}" is of type ${column.type}; only numbers can be measures, and with rollup what a sketch (hll or theta) counts the values of`,
      )
    }
  })
  if (names.size === 0) throw invalidPlan('columns', 'at least one column besides the time must be included')
}

function validateTime({ time, columns, segmentGranularity }: IngestionPlan): void {
  if (time === null) return
  if (time.kind === 'fixed') {
    refuseTooManyChunks(instantInterval(time.instant), segmentGranularity)
    return
  }
  if (!columns.some(({ name, role }) => name === time.column && role === 'time')) {
    throw invalidPlan('time.column', `the file has no column "${time.column}"`)
  }
  if (time.clock !== undefined) validateClock(time.column, time.clock, columns)
  planZone(time.timezone)
  const interval = { start: parseInstant(time.min), end: parseInstant(time.max) + 1 }
  if (interval.end <= interval.start) throw invalidPlan('time.min', 'the first time is after the last')
  refuseTooManyChunks(interval, segmentGranularity)
}

function validateClock(date: string, clock: TimeClock, columns: IngestionPlan['columns']): void {
  if (clock.column === date || !columns.some(({ name }) => name === clock.column))
    throw invalidPlan('time.clock.column', `the file has no column "${clock.column}" besides the date in "${date}"`)
  if (!isClockFormat(clock.format))
    throw invalidPlan('time.clock.format', `"${clock.format}" is no time of day; use a pattern such as HH:mm:ss`)
}

const instantInterval = (instant: string) => ({ start: parseInstant(instant), end: parseInstant(instant) + 1 })

function validateMetrics({ metrics, columns }: IngestionPlan): void {
  const dimensions = columns.filter(({ include, role }) => include && role === 'dimension').map(({ as }) => as)
  const names = new Set(dimensions)
  metrics.forEach((metric, index) => {
    if (names.has(metric.name) || metric.name === '__time') {
      throw invalidPlan(`metrics.${index}.name`, `"${metric.name}" is the name of another column; choose another`)
    }
    names.add(metric.name)
    if (metric.kind === 'count') return
    const column = columns.find(({ name }) => name === metric.column)
    if (!column?.include || column.role === 'time') {
      throw invalidPlan(
        `metrics.${index}.column`,
        `"${metric.name}" (${metric.kind}) needs a column that is included; "${metric.column ?? ''}" is not`,
      )
    }
    const sketch = metric.kind === 'hll' || metric.kind === 'theta'
    if (!sketch && !isNumber(column)) {
      throw invalidPlan(
        `metrics.${index}.column`,
        `"${metric.name}" (${metric.kind}) needs a number, and "${column.name}" is of type ${column.type}`,
      )
    }
  })
}

const isNumber = ({ type }: PlanColumn): boolean => type === 'long' || type === 'double' || type === 'boolean'
