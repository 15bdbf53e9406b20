import {
  aggregationText,
  dimensionText,
  filterText,
  granularityText,
  intervalsText,
  type Json,
  limitText,
  list,
  object,
  orderText,
  postAggregationText,
  virtualText,
} from './plan-words.ts'

/** A step of Druid's plan in words; steps that feed it are its children. */
export interface PlanStep {
  readonly title: string
  readonly facts: readonly { readonly name: string; readonly text: string }[]
  readonly children: readonly PlanStep[]
}

/** Reads the PLAN column of an answer, as text or already parsed; null when it is in no shape that is known. */
export function readPlan(answered: unknown): { readonly steps: readonly PlanStep[]; readonly raw: string } | null {
  const plan = typeof answered === 'string' ? parse(answered) : answered
  if (!Array.isArray(plan)) return null
  return { steps: plan.map((one) => stepOf(object(one))), raw: JSON.stringify(plan, null, 2) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** A native query with the names that its columns go by in SQL. */
function stepOf({ query, columnMappings }: Json): PlanStep {
  const outputs = list(columnMappings).map(({ queryColumn, outputColumn }) =>
    queryColumn === outputColumn ? String(outputColumn) : `${outputColumn} (${queryColumn})`,
  )
  const step = queryStep(object(query))
  return outputs.length === 0
    ? step
    : { ...step, facts: [...step.facts, { name: 'Answers', text: outputs.join(', ') }] }
}

const kinds: Readonly<Record<string, string>> = {
  scan: 'Scan rows',
  topN: 'Top values of one dimension',
  groupBy: 'Group by dimensions',
  timeseries: 'Aggregate over time',
  windowOperator: 'Window functions',
  search: 'Search values',
  segmentMetadata: 'Read metadata of segments',
  timeBoundary: 'First or last time',
}

function queryStep(query: Json): PlanStep {
  const type = String(query.queryType)
  const source = sourceStep(object(query.dataSource))
  const facts = [
    fact('From', source.name),
    fact('Time', intervalsText(query.intervals)),
    fact('Filter', query.filter && filterText(object(query.filter))),
    fact('Computed', list(query.virtualColumns).map(virtualText).join('\n')),
    fact('Dimensions', [...list(query.dimensions), ...list([query.dimension])].map(dimensionText).join(', ')),
    fact('Buckets', granularityText(query.granularity)),
    fact('Columns', type === 'scan' && Array.isArray(query.columns) && query.columns.join(', ')),
    fact('Aggregations', list(query.aggregations).map(aggregationText).join('\n')),
    fact('After aggregating', list(query.postAggregations).map(postAggregationText).join('\n')),
    fact('Having', query.having && JSON.stringify(query.having)),
    fact('Order', orderText(query)),
    fact('Limit', limitText(query)),
  ]
  return {
    title: `${kinds[type] ?? type} · ${type}`,
    facts: facts.filter((one) => one !== null),
    children: source.children,
  }
}

function sourceStep(source: Json): { readonly name: string; readonly children: readonly PlanStep[] } {
  switch (source.type) {
    case 'table':
    case 'lookup':
      return { name: String(source.name ?? source.lookup), children: [] }
    case 'restrict':
    case 'filtered':
    case 'unnest':
      return sourceStep(object(source.base))
    case 'query':
      return { name: 'the answer of the step below', children: [queryStep(object(source.query))] }
    case 'join': {
      const sides = [sourceStep(object(source.left)), sourceStep(object(source.right))]
      const join = String(source.joinType).toLowerCase()
      return {
        name: `${sides.map(({ name }) => name).join(` ${join} join `)} on ${source.condition}`,
        children: sides.flatMap(({ children }) => children),
      }
    }
    case 'union': {
      const parts = list(source.dataSources).map(sourceStep)
      return { name: parts.map(({ name }) => name).join(' and '), children: parts.flatMap(({ children }) => children) }
    }
    case 'inline':
      return { name: `${list(source.rows).length || 'no'} rows of the statement itself`, children: [] }
    default:
      return { name: JSON.stringify(source), children: [] }
  }
}

const fact = (name: string, text: unknown) => (typeof text === 'string' && text !== '' ? { name, text } : null)
