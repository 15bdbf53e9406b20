import type { ColumnType, PlanColumn, PlanTime } from '@nemeton/contract'
import { ruleForFormat } from './times.ts'
import { allBooleans, inferRules, isNullToken, type Rule, text } from './types.ts'

/** What is known of a file when a plan is carried out: enough to read each column as the plan wants. */
export interface Known {
  readonly names: readonly string[]
  readonly declared: readonly (Rule | null)[]
  readonly sample: readonly (readonly (string | null)[])[]
  readonly dialect: { readonly decimalSeparator: '.' | ',' } | null
}

const ruleFor = (known: Known, index: number, type: ColumnType, format: string | undefined): Rule => {
  const declared = known.declared[index] ?? null
  if (declared !== null && declared.type === type) return declared
  if (type === 'string') return text
  if (type === 'boolean') return allBooleans
  const values = known.sample
    .slice(0, 1_500)
    .map((row) => row[index] ?? '')
    .filter((value) => !isNullToken(value))
  const inferred = inferRules(values, {
    name: known.names[index] ?? '',
    decimal: known.dialect?.decimalSeparator ?? '.',
  })
  if (type === 'timestamp') {
    const same = inferred.find(
      (rule) =>
        rule.type === 'timestamp' &&
        (format === undefined || rule.format === format || (rule.patterns[0] === format && rule.patterns.length > 1)),
    )
    return (
      same ??
      ruleForFormat(format ?? 'auto') ??
      (inferred.find((rule) => rule.type === 'timestamp') || (ruleForFormat('auto') as Rule))
    )
  }
  const style = inferred.find((rule) => rule.type === 'long' || rule.type === 'double')
  return { type, style: style !== undefined && (style.type === 'long' || style.type === 'double') ? style.style : null }
}

/** How each column of a file is read under a plan; columns that the plan leaves out are read as text. */
export const rulesFor = (
  known: Known,
  columns: readonly (PlanColumn | null)[],
  time: Extract<PlanTime, { kind: 'column' }> | null,
): readonly Rule[] =>
  columns.map((column, index) => {
    if (column === null) return text
    if (time !== null && column.name === time.column) return ruleFor(known, index, 'timestamp', time.format)
    return column.include ? ruleFor(known, index, column.type, column.format) : text
  })
