export type Json = Readonly<Record<string, unknown>>

/** Druid's first and last possible instants stand for no bound. */
export function intervalsText(intervals: unknown): string {
  const all = Array.isArray(intervals) ? intervals : object(intervals).intervals
  if (!Array.isArray(all)) return ''
  return all
    .map((interval) => {
      const [from = '', to = ''] = String(interval).split('/')
      const isOpen = [from.startsWith('-'), to.length > 24]
      if (isOpen[0] && isOpen[1]) return 'all of it'
      return isOpen[0] ? `before ${to}` : isOpen[1] ? `from ${from}` : `${from} to ${to}`
    })
    .join(', ')
}

const signs: Readonly<Record<string, string>> = { and: ' AND ', or: ' OR ' }

export function filterText(filter: Json): string {
  const column = String(filter.column ?? filter.dimension ?? '')
  switch (filter.type) {
    case 'and':
    case 'or':
      return list(filter.fields)
        .map((field) =>
          signs[String(field.type)] && field.type !== filter.type ? `(${filterText(field)})` : filterText(field),
        )
        .join(signs[filter.type])
    case 'not':
      return `NOT ${wrapped(object(filter.field))}`
    case 'equals':
      return `${column} = ${JSON.stringify(filter.matchValue)}`
    case 'selector':
      return `${column} = ${JSON.stringify(filter.value)}`
    case 'in':
    case 'inType':
      return `${column} IN (${valuesText(filter.values ?? filter.sortedValues)})`
    case 'null':
      return `${column} IS NULL`
    case 'like':
      return `${column} LIKE ${JSON.stringify(filter.pattern)}`
    case 'range':
      return rangeText(column, filter.lower, filter.upper, filter.lowerOpen, filter.upperOpen)
    case 'bound':
      return rangeText(column, filter.lower, filter.upper, filter.lowerStrict, filter.upperStrict)
    case 'expression':
      return String(filter.expression)
    default:
      return JSON.stringify(filter)
  }
}

const wrapped = (filter: Json) => (signs[String(filter.type)] ? `(${filterText(filter)})` : filterText(filter))

function valuesText(values: unknown): string {
  const all = Array.isArray(values) ? values : []
  const shown = all.slice(0, 20).map((value) => JSON.stringify(value))
  return all.length > shown.length ? `${shown.join(', ')} and ${all.length - shown.length} more` : shown.join(', ')
}

function rangeText(column: string, lower: unknown, upper: unknown, isAbove: unknown, isBelow: unknown): string {
  const parts = [
    lower === undefined || lower === null ? null : `${column} ${isAbove ? '>' : '≥'} ${JSON.stringify(lower)}`,
    upper === undefined || upper === null ? null : `${column} ${isBelow ? '<' : '≤'} ${JSON.stringify(upper)}`,
  ]
  return parts.filter((part) => part !== null).join(' AND ')
}

export const virtualText = ({ name, expression, type, ...rest }: Json): string =>
  `${name} = ${type === 'expression' ? expression : JSON.stringify({ type, ...rest })}`

export const dimensionText = (dimension: Json): string => {
  const { dimension: from, outputName } = dimension
  return from === undefined
    ? JSON.stringify(dimension)
    : from === outputName
      ? String(from)
      : `${from} as ${outputName}`
}

export function granularityText(granularity: unknown): string {
  if (typeof granularity === 'string') return granularity === 'all' ? '' : granularity
  const { type, period, timeZone, duration } = object(granularity)
  return type === 'period'
    ? `${period}${timeZone ? ` in ${timeZone}` : ''}`
    : type === 'duration'
      ? `${duration} ms`
      : ''
}

export function aggregationText(aggregation: Json): string {
  const { type, name, fieldName, field, fields, filter, aggregator } = aggregation
  if (type === 'filtered') return `${aggregationText(object(aggregator))} where ${filterText(object(filter))}`
  const of = fieldName ?? field ?? (Array.isArray(fields) ? list(fields).map(dimensionText).join(', ') : '')
  return `${name ?? object(aggregator).name} = ${type}(${typeof of === 'string' ? of : JSON.stringify(of)})`
}

export const postAggregationText = ({ name, type, expression, ...rest }: Json): string =>
  `${name} = ${type === 'expression' ? expression : JSON.stringify({ type, ...rest })}`

export function orderText({ metric, limitSpec, orderBy, order, descending }: Json): string {
  const columns = list(object(limitSpec).columns).map(({ dimension, direction }) => `${dimension} ${direction}`)
  const scanned = list(orderBy).map(({ columnName, order: own }) => `${columnName} ${own}`)
  if (metric !== undefined) return metricText(metric)
  if (columns.length + scanned.length > 0) return [...columns, ...scanned].join(', ')
  if (descending === true) return '__time descending'
  return typeof order === 'string' && order !== 'none' ? `__time ${order}` : ''
}

function metricText(metric: unknown): string {
  if (typeof metric === 'string') return `${metric} descending`
  const { type, metric: inner } = object(metric)
  if (type === 'inverted') return `${metricText(inner).replace(/ descending$/, '')} ascending`
  return type === 'numeric' ? `${inner} descending` : JSON.stringify(metric)
}

export function limitText({ threshold, limit, limitSpec, offset }: Json): string {
  const most = threshold ?? limit ?? object(limitSpec).limit
  const skipped = offset ?? object(limitSpec).offset
  const text = typeof most === 'number' ? String(most) : ''
  return typeof skipped === 'number' && skipped > 0 ? `${text} after ${skipped}` : text
}

export const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {})
export const list = (value: unknown): readonly Json[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'object' && one !== null) : []
