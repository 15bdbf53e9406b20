import type { ColumnProfile, Compression, Dialect, FileFormat, Profile, ProfileWarning } from '@nemeton/contract'
import { type FarTimes, farWarning } from './far-times.ts'
import { druidNames } from './names.ts'
import type { Splitting } from './parse.ts'
import { roleOf } from './roles.ts'
import type { Count } from './settle.ts'
import { chooseTime, type TimeFacts } from './time-column.ts'
import type { Rule } from './types.ts'

/** What the whole file says about one column, once its rule is settled. */
export interface ColumnFacts {
  readonly name: string
  readonly rule: Rule
  /** Another reading fits just as well (day and month). */
  readonly ambiguous: boolean
  /** Cells that hold something. */
  readonly present: number
  readonly empties: number
  readonly tokens: readonly Count[]
  readonly fits: number
  readonly misfits: number
  readonly examples: readonly Count[]
  readonly distinct: number
  readonly distinctError?: number
  /** Numbers, text, or epoch milliseconds for times. */
  readonly min: string | number | null
  readonly max: string | number | null
  readonly sum: number | null
  readonly top: readonly Count[]
  readonly histogram: readonly { readonly from: number; readonly to: number; readonly count: number }[]
  /** Cells of numbers and times that have spaces around them. */
  readonly padded: number
  /** Cells of text with a line break inside. */
  readonly breaks: number
  /** Cells of text with a quote inside. */
  readonly marks: number
  /** Times with fractions that Druid does not read: of numbers since 1970, or beyond milliseconds in other forms than ISO. */
  readonly fractions: number
  /** For times that reach beyond the usual ones. */
  readonly far?: FarTimes
}

export interface FileFacts {
  readonly format: FileFormat
  readonly compression: Compression
  readonly dialect: Dialect | null
  readonly confidence?: number
  readonly runnerUp?: Splitting | null
  readonly encoding: string
  /** Rows that can be split into cells, and those that cannot. */
  readonly rows: number
  readonly ragged: number
  readonly firstBad?: { readonly line: number; readonly reason: string } | null
  readonly columns: readonly ColumnFacts[]
  /** Dates joined with the time of day of another column. */
  readonly joined?: readonly TimeFacts[]
  readonly warnings: readonly ProfileWarning[]
  readonly sheet?: string
  readonly sheets?: readonly string[]
}

const yearLike = (facts: ColumnFacts): boolean =>
  facts.rule.type === 'long' &&
  /(?:^|[^a-z])(?:year|yr|jahr|ann[ée]e|anno|año|fy)(?:[^a-z]|$)|Year$/i.test(facts.name) &&
  typeof facts.min === 'number' &&
  typeof facts.max === 'number' &&
  facts.min >= 1800 &&
  facts.max <= 2200

const timeFacts = (facts: ColumnFacts, rows: number): TimeFacts | null => {
  const common = {
    column: facts.name,
    rows,
    parsed: facts.fits,
    distinct: facts.distinct,
    ambiguous: facts.ambiguous,
  }
  if (yearLike(facts))
    return { ...common, format: 'yyyy', min: Date.UTC(facts.min as number, 0), max: Date.UTC(facts.max as number, 0) }
  if (facts.rule.type !== 'timestamp' || typeof facts.min !== 'number' || typeof facts.max !== 'number') return null
  return { ...common, format: facts.rule.format, min: facts.min, max: facts.max }
}

const columnOf = (facts: ColumnFacts, as: string, rows: number, asTime: string | null): ColumnProfile => {
  const type = asTime === 'yyyy' ? 'timestamp' : facts.rule.type
  const nullCount =
    rows -
    facts.present +
    (type === 'string' ? 0 : facts.empties + facts.tokens.reduce((sum, token) => sum + token.count, 0))
  const values = rows - nullCount
  const numeric = type === 'long' || type === 'double'
  const role =
    asTime !== null
      ? { role: 'time' as const, aggregate: null, reason: 'It is the primary time of the rows.' }
      : roleOf({
          name: facts.name,
          type,
          rows,
          values,
          distinct: facts.distinct,
          min: facts.min,
          max: facts.max,
          percent: numeric && facts.top.length > 0 && facts.top.every(({ value }) => value.trim().endsWith('%')),
        })
  const stamp = (ms: string | number | null): string | null =>
    typeof ms !== 'number' ? null : new Date(asTime === 'yyyy' ? Date.UTC(ms, 0) : ms).toISOString()
  return {
    name: facts.name,
    as,
    type,
    role: role.role,
    ...(role.aggregate === null ? {} : { aggregate: role.aggregate }),
    reason: `${typeReason(facts, type, values)} ${role.reason}`,
    nulls: nullCount,
    distinct: facts.distinct,
    ...(facts.distinctError === undefined ? {} : { distinctError: facts.distinctError }),
    min: type === 'timestamp' ? stamp(facts.min) : facts.min,
    max: type === 'timestamp' ? stamp(facts.max) : facts.max,
    mean: numeric && facts.sum !== null && facts.fits > 0 ? facts.sum / facts.fits : null,
    sum: numeric ? facts.sum : null,
    top: facts.top.map(({ value, count }) => ({ value, count })),
    histogram: facts.histogram.map((bucket) => ({ ...bucket })),
    ...(facts.rule.type === 'timestamp' ? { format: facts.rule.format } : asTime === null ? {} : { format: asTime }),
    ...(facts.ambiguous ? { ambiguous: true } : {}),
    nullTokens: facts.tokens.map((token) => token.value),
    ...(facts.far === undefined
      ? {}
      : { far: { rows: facts.far.rows, min: stamp(facts.far.min), max: stamp(facts.far.max) } }),
  }
}

const typeReason = (facts: ColumnFacts, type: string, values: number): string => {
  const all =
    facts.misfits === 0
      ? `All ${values.toLocaleString('en')} values`
      : `All but ${facts.misfits.toLocaleString('en')} of ${values.toLocaleString('en')} values`
  const { rule } = facts
  if (type === 'timestamp') return `${all} read as time (${rule.type === 'timestamp' ? rule.format : 'yyyy'}).`
  if (rule.type === 'long' || rule.type === 'double') {
    const how =
      rule.style === null
        ? ''
        : `, written with "${rule.style.decimal}" before fractions${rule.style.grouping === '' ? '' : ` and "${rule.style.grouping}" between thousands`}; signs of currency and percent are left out`
    return `${all} are ${rule.type === 'long' ? 'whole numbers' : 'numbers'}${how}.`
  }
  return type === 'boolean' ? `${all} are true or false.` : 'Its values are text.'
}

const examplesOf = (facts: ColumnFacts): string =>
  facts.examples
    .slice(0, 3)
    .map((example) => `"${example.value.slice(0, 40)}"`)
    .join(', ')

const warningsOf = (facts: ColumnFacts): ProfileWarning[] => {
  const warnings: ProfileWarning[] = []
  const column = facts.name
  if (facts.misfits > 0)
    warnings.push({
      code: 'misfits',
      column,
      message: `${facts.misfits.toLocaleString('en')} values of "${column}" are no ${facts.rule.type}, for example ${examplesOf(facts)}: their rows would be rejected. Make the column text to keep them.`,
    })
  if (facts.ambiguous)
    warnings.push({
      code: 'ambiguous_time',
      column,
      message: `Every value of "${column}" can be read day first and month first; it is read as ${facts.rule.type === 'timestamp' ? facts.rule.format : ''}. Choose the other format if that is wrong.`,
    })
  if (facts.far !== undefined) warnings.push(farWarning(column, facts.far))
  return warnings
}

const raggedWords = (rows: number, width: number): string =>
  rows === 1
    ? `1 row cannot be split into ${width} cells: it would be rejected.`
    : `${rows.toLocaleString('en')} rows cannot be split into ${width} cells: they would be rejected.`

const doubtOf = (
  confidence: number,
  runnerUp: Splitting | null,
): Pick<Profile, 'dialectConfidence' | 'dialectRunnerUp'> => ({
  dialectConfidence: Math.round(confidence * 1_000) / 1_000,
  dialectRunnerUp:
    runnerUp === null ? null : { delimiter: runnerUp.delimiter, quote: runnerUp.quote, escape: runnerUp.escape },
})

/** The public profile of a file from the facts of its columns. */
export const profileOf = (file: FileFacts): Profile => {
  const rows = file.rows
  const time = chooseTime([
    ...file.columns.map((column) => timeFacts(column, rows)).filter((candidate) => candidate !== null),
    ...(file.joined ?? []),
  ])
  const as = druidNames(file.columns.map((column) => column.name))
  const ragged: ProfileWarning[] =
    file.ragged === 0
      ? []
      : [
          {
            code: 'ragged',
            ...(file.firstBad ? { line: file.firstBad.line } : {}),
            message: `${raggedWords(file.ragged, file.columns.length)}${file.firstBad ? ` The first is line ${file.firstBad.line.toLocaleString('en')}: ${file.firstBad.reason}.` : ''}`,
          },
        ]
  let primary = file.columns.findIndex((column) => column.name === time?.column)
  if (time === null) primary = -1
  return {
    format: file.format,
    compression: file.compression,
    dialect: file.dialect,
    ...(file.dialect === null || file.confidence === undefined ? {} : doubtOf(file.confidence, file.runnerUp ?? null)),
    encoding: file.encoding,
    rows: rows + file.ragged,
    columns: file.columns.map((column, n) =>
      columnOf(column, as[n] as string, rows, n === primary ? (time?.format ?? null) : null),
    ),
    time,
    warnings: [...file.warnings, ...ragged, ...file.columns.flatMap(warningsOf)],
    ...(file.sheet === undefined ? {} : { sheet: file.sheet }),
    ...(file.sheets === undefined ? {} : { sheets: [...file.sheets] }),
  }
}
