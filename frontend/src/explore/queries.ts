import {
  type CompiledQuery,
  type Datasource,
  type DatasourceDetail,
  type Query,
  runQuery,
  type Table,
} from '@nemeton/contract'
import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query'
import { call } from '../api/call.ts'
import { toNumber } from '../format/number.ts'
import { dimensionsOf } from './dimensions.ts'
import { distinctQuestion } from './questions.ts'
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

/** Questions are written by few functions, each in one order of its members. */
const hashes = new WeakMap<Query, string>()
function hashOf([kind, question]: readonly [string, Query | null]): string {
  const hash = (question && hashes.get(question)) ?? JSON.stringify([kind, question])
  if (question) hashes.set(question, hash)
  return hash
}

const answerQuery = (question: Query | null, tile: string) =>
  queryOptions({
    queryKey: ['query', question] as const,
    queryKeyHashFn: hashOf,
    queryFn: async ({ signal }): Promise<Answer> => {
      if (question === null) throw new Error('nothing was asked')
      return { question, table: await askTable(question, signal, tile) }
    },
    staleTime: 60_000,
  })

/** The answer to a question; while a new one is on its way the old stays, so that nothing jumps. */
export function useAnswer(question: Query | null, tile: string) {
  return useQuery({
    ...answerQuery(question, tile),
    enabled: question !== null,
    placeholderData: (before, query) => (query?.queryKey[1]?.datasource === question?.datasource ? before : undefined),
  })
}

/** What somebody else asks and answers for: read, and never asked because it is read. */
export function useKnownAnswer(question: Query, tile: string) {
  return useQuery({
    ...answerQuery(question, tile),
    enabled: false,
    placeholderData: (before: Answer | undefined) => before,
  })
}

export interface TileQuestion {
  readonly question: Query
  readonly tile: string
}

/** Asks before the page is drawn what its tiles will ask once they are. */
export function askAhead(client: QueryClient, questions: readonly TileQuestion[]): void {
  for (const { question, tile } of questions) {
    const query = answerQuery(question, tile)
    const { status = 'pending', fetchStatus = 'idle' } = client.getQueryCache().get(hashOf(query.queryKey))?.state ?? {}
    // one that was left before it was answered is asked anew
    if (status === 'pending' && fetchStatus === 'idle') void client.prefetchQuery(query)
  }
}

/** Cancels what was asked ahead for a choice that was overtaken by the next before it was drawn: no tile will leave it. */
export function leaveUnseen(client: QueryClient, before: readonly TileQuestion[], next: readonly TileQuestion[]): void {
  const wanted = new Set(next.map(({ question }) => hashOf(['query', question])))
  for (const { question } of before) {
    const hash = hashOf(['query', question])
    const query = client.getQueryCache().get(hash)
    if (query === undefined || wanted.has(hash) || query.getObserversCount() > 0) continue
    if (query.state.fetchStatus !== 'idle') void query.cancel({ revert: true })
  }
}

const everMs = { from: Date.parse('1900-01-01T00:00:00Z'), to: Date.parse('2200-01-01T00:00:00Z') }

/** From the first instant of the data to just after the last; the datasource's time chunks when Druid does not say. */
export function boundsOf({ bounds, interval }: DatasourceDetail): Span | null {
  const first = instantOf(bounds?.first)
  const last = instantOf(bounds?.last)
  return first === null || last === null ? parseInterval(interval) : { from: first, to: last + 1 }
}

/** Roughly how many values each dimension has; null when that is not known of all, and has to be counted first. */
export function knownCounts({ columns, valueCounts }: DatasourceDetail): Readonly<Record<string, number>> | null {
  const isWhole = dimensionsOf(columns).every(({ name }) => valueCounts?.[name] !== undefined)
  return isWhole ? valueCounts : null
}

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
