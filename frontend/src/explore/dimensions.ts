import type { DatasourceColumn } from '@nemeton/contract'

const identifier =
  /(^|[_\W])(id|uuid|guid|key|hash|token|email|phone|url|description|comment|note|address|invoice|receipt|order_?(no|number)|ref(erence)?)($|[_\W])/i

/** Columns that split and filter, in the order of the datasource. */
export const dimensionsOf = (columns: readonly DatasourceColumn[]): readonly DatasourceColumn[] =>
  columns.filter((column) => column.role === 'dimension' && column.name !== '__time' && column.type !== 'complex')

const isNumber = ({ type }: DatasourceColumn): boolean => type === 'long' || type === 'double'

/** Dimensions, then columns of numbers, which filter by their range. */
export const filterable = (columns: readonly DatasourceColumn[]): readonly DatasourceColumn[] => [
  ...dimensionsOf(columns),
  ...columns.filter((column) => column.role === 'measure' && isNumber(column)),
]

/** Time first; columns of numbers last, as they need buckets. */
export const splittable = (columns: readonly DatasourceColumn[]): readonly DatasourceColumn[] => [
  ...columns.filter(({ name }) => name === '__time'),
  ...filterable(columns),
]

/** How much a dimension tells at a glance: a handful to some dozens of values, and not an identifier. */
export function usefulness(name: string, distinct: number, rows: number): number {
  if (distinct <= 1) return 0
  const spread = distinct <= 60 ? 1 : distinct <= 400 ? 0.6 : distinct <= 3000 ? 0.3 : 0.1
  const unique = rows > 100 && distinct > rows / 2 ? 0.1 : 1
  return spread * unique * (identifier.test(name) ? 0.2 : 1) * (distinct === 2 ? 0.8 : 1)
}

/** Most useful first; among equals the datasource's order stays. */
export function rankDimensions(
  dimensions: readonly DatasourceColumn[],
  distinct: Readonly<Record<string, number>>,
  rows: number,
): readonly DatasourceColumn[] {
  const score = (column: DatasourceColumn) => usefulness(column.name, distinct[column.name] ?? 100, rows)
  return dimensions.toSorted((a, b) => score(b) - score(a))
}

/** To rank more values takes Druid long, or more memory than it has. */
const mostRanked = 100_000

/** Those whose top values are shown unasked. */
export const shownFirst = (
  ranked: readonly DatasourceColumn[],
  distinct: Readonly<Record<string, number>>,
  most: number,
): readonly DatasourceColumn[] => ranked.filter(({ name }) => (distinct[name] ?? 0) <= mostRanked).slice(0, most)
