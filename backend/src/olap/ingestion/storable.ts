import type { ColumnType, DatasourceColumn } from '@nemeton/contract'

type Existing = DatasourceColumn['type']

export const typeWords: Readonly<Record<Existing, string>> = {
  string: 'text',
  long: 'whole numbers',
  double: 'numbers with fractions',
  boolean: 'true or false',
  timestamp: 'times',
  complex: 'sketches',
}

/** Whether values of a type keep their meaning in a column that holds another one. */
export const isStorable = (type: ColumnType, existing: Existing): boolean =>
  type === existing || (type === 'boolean' && existing === 'long') || (type === 'long' && existing === 'double')
