import type { ColumnType, IngestionPlan } from '@nemeton/contract'

const druidType: Record<ColumnType, 'string' | 'long' | 'double'> = {
  string: 'string',
  long: 'long',
  double: 'double',
  boolean: 'long',
  timestamp: 'long',
}

/** Every column by name and type: Druid guesses nothing. Booleans are 0 and 1, further times long milliseconds. */
export function buildDimensionsSpec({ columns, rollup }: IngestionPlan): Readonly<Record<string, unknown>> {
  const stored = columns.filter(
    ({ include, role }) => include && (role === 'dimension' || (role === 'measure' && !rollup)),
  )
  return { dimensions: stored.map(({ as, type }) => ({ type: druidType[type], name: as })) }
}
