import type { DefaultMeasure } from '@nemeton/contract'

export const kindNames: Readonly<Record<DefaultMeasure['kind'], string>> = {
  count: 'Rows',
  sum: 'Sum of',
  avg: 'Average of',
  min: 'Least',
  max: 'Greatest',
  countDistinct: 'Distinct values of',
}

/** A measure under the name that it has until somebody gives it another. */
export function nameOf({ kind, column }: Omit<DefaultMeasure, 'name'>): DefaultMeasure {
  if (kind === 'count' || column === undefined) return { name: 'Rows', kind: 'count' }
  const name = kind === 'sum' ? column : `${column} (${kindNames[kind].replace(/ of$/, '').toLowerCase()})`
  return { name, kind, column }
}
