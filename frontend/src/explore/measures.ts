import type { Datasource, DatasourceColumn, Measure, NumberFormat } from '@nemeton/contract'

/** A measure that the page offers: what it is called, and how it adds up. */
export interface OfferedMeasure {
  readonly key: string
  readonly title: string
  readonly measure: Measure
  /** Parts add up to the whole, so a share of it has a meaning. */
  readonly additive: boolean
  /** Null shows it as any number. */
  readonly format: NumberFormat | null
}

/** Words whose numbers must not be added: the sum of unit prices says nothing. */
const ratio =
  /(^|[_\W])(price|rate|ratio|share|percent|percentage|pct|avg|average|mean|margin|score|rating|age|temperature|temp|latitude|longitude|lat|lon|lng|index|discount_rate|level|speed|median|p\d\d)($|[_\W])/i
/** Numbers that name something: adding up order numbers or years says nothing either, and neither does their average. */
const identifier = /(^|_)(id|ids|number|no|nr|num|code|zip|postcode|phone|year|month|day|week|hour|line_?no)$/i
const unit = /(^|[_\W])(unit|per)[_\W]/i
const money = /(amount|revenue|sales|turnover|total|gross|net|value|income|spend|paid)/i

export const isRatio = (name: string): boolean => ratio.test(words(name)) || unit.test(words(name))

/** `unitPrice` and `unit-price` read as `unit_price`. */
const words = (name: string): string => name.replace(/([a-z\d])([A-Z])/g, '$1_$2').replace(/[\s-]+/g, '_')

export const rowCount: OfferedMeasure = {
  key: 'count',
  title: 'Rows',
  measure: { name: 'count', kind: 'count' },
  additive: true,
  format: null,
}

/** The rows, and of each column of numbers its sum, or its average where the service says that adding up makes no sense. */
export function offeredMeasures(columns: readonly DatasourceColumn[]): readonly OfferedMeasure[] {
  const numbers = columns.filter(
    (column) =>
      column.role === 'measure' &&
      (column.type === 'double' || (column.type === 'long' && !identifier.test(words(column.name)))),
  )
  return [
    rowCount,
    ...numbers.map((column): OfferedMeasure => {
      const isAverage = column.aggregate === undefined ? isRatio(column.name) : column.aggregate === 'average'
      const kind = isAverage ? 'avg' : 'sum'
      const key = `${kind}:${column.name}`
      const title = kind === 'avg' ? `${readable(column.name)} (average)` : readable(column.name)
      return { key, title, measure: { name: key, kind, column: column.name }, additive: kind === 'sum', format: null }
    }),
  ]
}

/** What somebody has chosen for this datasource, else what its columns offer; rows are always there. */
export function measuresOf({
  columns,
  measures,
  formats,
}: Pick<Datasource, 'columns' | 'measures' | 'formats'>): readonly OfferedMeasure[] {
  const known = new Set(columns.map(({ name }) => name))
  const chosen = measures
    ?.filter(({ column }) => column === undefined || known.has(column))
    .map(({ name, kind, column }): OfferedMeasure => {
      if (kind === 'count' && column === undefined) return { ...rowCount, title: name }
      const key = `${kind}:${column}`
      return {
        key,
        title: name,
        measure: { name: key, kind, column },
        additive: kind === 'sum' || kind === 'count',
        format: null,
      }
    })
  const unique = [...new Map(chosen?.map((measure) => [measure.key, measure])).values()]
  const offered =
    unique.length === 0
      ? offeredMeasures(columns)
      : unique.some(({ key }) => key === rowCount.key)
        ? unique
        : [...unique, rowCount]
  return offered.map((measure) => {
    const { kind, column } = measure.measure
    const format = column === undefined || kind === 'count' || kind === 'countDistinct' ? null : formats[column]
    return format ? { ...measure, format } : measure
  })
}

/** The measure asked for, or the most useful one: money first, then any sum, then rows. */
export function chooseMeasure(offered: readonly OfferedMeasure[], key: string | null): OfferedMeasure {
  return (
    offered.find((measure) => measure.key === key) ??
    offered.find((measure) => measure.additive && money.test(measure.measure.column ?? '')) ??
    offered.find((measure) => measure.additive && measure.key !== 'count') ??
    rowCount
  )
}

/** `amount_kes` as a person reads it: `Amount KES`. */
export function readable(name: string): string {
  const text = words(name).replaceAll('_', ' ').trim()
  const capital = text.charAt(0).toUpperCase() + text.slice(1)
  return capital.replace(/\b(kes|usd|eur|gbp|ugx|tzs|id|url|ip|sku|vat)\b/gi, (word) => word.toUpperCase())
}
