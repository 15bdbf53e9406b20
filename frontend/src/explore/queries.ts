import { type CompiledQuery, type Datasource, type Query, runQuery, type Table } from '@nemeton/contract'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { call } from '../api/call.ts'
import { toNumber } from '../format/number.ts'
import { dimensionsOf } from './dimensions.ts'
import { boundsQuestion, distinctQuestion } from './questions.ts'
import { parseInterval, type Span } from './range.ts'
import { instantOf } from './series.ts'

/** The newest question of a tile goes before its older ones, which is why each tile has a name. */
export async function askTable(question: Query, signal?: AbortSignal, tile?: string): Promise<Table> {
  const headers = tile === undefined ? undefined : { 'x-tile': encodeURIComponent(tile).slice(0, 100) }
  const answer = await call(runQuery, { body: question, signal, headers })
  if ('rows' in answer) return answer
  throw new Error('The service answered SQL where a table was asked for.')
}

export async function askSql(question: Query, signal?: AbortSignal): Promise<CompiledQuery> {
  const answer = await call(runQuery, { query: { dryRun: 'true' }, body: question, signal })
  if ('sql' in answer) return answer
  throw new Error('The service answered a table where SQL was asked for.')
}

/** A table with the question that it answers: while a new one is on its way, the two shown still belong together. */
export interface Answer {
  readonly question: Query
  readonly table: Table
}

/** The answer to a question; while a new one is on its way the old stays, so that nothing jumps. */
export function useAnswer(question: Query | null, tile: string) {
  return useQuery({
    queryKey: ['query', question] as const,
    queryFn: async ({ signal }): Promise<Answer> => {
      if (question === null) throw new Error('nothing was asked')
      return { question, table: await askTable(question, signal, tile) }
    },
    enabled: question !== null,
    staleTime: 60_000,
    placeholderData: (before, query) => (query?.queryKey[1]?.datasource === question?.datasource ? before : undefined),
  })
}

const everMs = { from: Date.parse('1900-01-01T00:00:00Z'), to: Date.parse('2200-01-01T00:00:00Z') }

/** From the first instant of the data to just after the last; the datasource's time chunks when it cannot be asked. */
export const boundsQuery = (datasource: Datasource) =>
  queryOptions({
    queryKey: ['bounds', datasource.name, datasource.interval, datasource.rows],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }): Promise<Span | null> => {
      const chunks = parseInterval(datasource.interval)
      const row = (await askTable(boundsQuestion(datasource.name, chunks ?? everMs), signal, 'bounds')).rows[0]
      const first = instantOf(row?.[0])
      const last = instantOf(row?.[1])
      return first === null || last === null ? chunks : { from: first, to: last + 1 }
    },
  })

/** Beyond this many dimensions, counting the values of each would be a heavy first question. */
const mostCounted = 24

/** How many values each dimension has. */
export const distinctQuery = (datasource: Datasource) => {
  const columns = dimensionsOf(datasource.columns)
    .slice(0, mostCounted)
    .map(({ name }) => name)
  return queryOptions({
    queryKey: ['distinct', datasource.name, datasource.rows, columns],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }): Promise<Readonly<Record<string, number>>> => {
      if (columns.length === 0) return {}
      const within = parseInterval(datasource.interval) ?? everMs
      const table = await askTable(distinctQuestion(datasource.name, within, columns), signal, 'distinct')
      return Object.fromEntries(columns.map((column, index) => [column, toNumber(table.rows[0]?.[index]) ?? 100]))
    },
  })
}
