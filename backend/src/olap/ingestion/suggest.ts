import type { PlanColumn, PlanSuggestion, PlanTime, Profile, Table } from '@nemeton/contract'

export type Sample = Pick<Table, 'rows'>

const leastRows = 20
/** Rolling up pays when at most half of the rows are left. */
const paysBelow = 0.5
const buckets = [
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', 86_400_000],
] as const
const manyValues = 10_000

export interface RollupVerdict {
  readonly reason: string
  readonly suggestion: PlanSuggestion | null
}

const kept = 'every row is kept as it is, so that single rows can be looked at'

/** Whether merging rows that are alike would pay, measured on rows of the file; their cells stand in the order of the columns. */
export function judgeRollup(columns: readonly PlanColumn[], time: PlanTime | null, { rows }: Sample): RollupVerdict {
  const total = rows.length
  const hasMeasure = columns.some(({ include, role }) => include && role === 'measure')
  if (total < leastRows || !hasMeasure) return { reason: kept, suggestion: null }
  const dimensions = columns.flatMap(({ include, role }, index) => (include && role === 'dimension' ? [index] : []))
  const timeIndex = time?.kind === 'column' ? columns.findIndex(({ name }) => name === time.column) : -1
  let left = total
  for (const [queryGranularity, ms] of buckets) {
    const keys = rows.map((row) =>
      JSON.stringify([bucketOf(row[timeIndex], ms), ...dimensions.map((index) => row[index] ?? null)]),
    )
    left = new Set(keys).size
    if (left > total * paysBelow) continue
    const measured = `by ${queryGranularity}, ${total} rows of the file become ${left}`
    return {
      reason: `${kept}; ${measured}, so rolling up would pay if single rows are not needed`,
      suggestion: {
        kind: 'rollup',
        message: `Rolling up would pay: ${measured}. Single rows can then no longer be looked at.`,
        changes: { rollup: true, queryGranularity },
      },
    }
  }
  return {
    reason: `${kept}; rolling up would not pay: even by day, ${left} of ${total} rows of the file would be left`,
    suggestion: null,
  }
}

const bucketOf = (cell: Table['rows'][number][number] | undefined, ms: number): number | null =>
  typeof cell === 'string' && !Number.isNaN(Date.parse(cell)) ? Math.floor(Date.parse(cell) / ms) : null

/** Identifiers of so many values that counting them exactly costs more than it tells. */
export function suggestSketches(columns: readonly PlanColumn[], profile: Pick<Profile, 'columns'>): PlanSuggestion[] {
  return columns.flatMap(({ name, as, include, role, type }, index): PlanSuggestion[] => {
    const distinct = profile.columns[index]?.distinct ?? 0
    const isIdentifier = role === 'dimension' && (type === 'string' || type === 'long')
    if (!include || !isIdentifier || distinct < manyValues) return []
    return [
      {
        kind: 'sketch',
        column: name,
        message: `"${as}" has ${profile.columns[index]?.distinctError === undefined ? '' : 'about '}${distinct.toLocaleString('en-US')} values, and keeps rows from being merged: if only their number matters, roll up with a sketch of it (hll) in its place.`,
      },
    ]
  })
}
