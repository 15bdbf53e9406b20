import { type QueryKind, type SlowQuery, type SqlParameter, slowQuery } from '@nemeton/contract'
import { type Kysely, type Selectable, sql } from 'kysely'
import { beyond, nextFigure } from '../by-figure.ts'
import type { Schema, SlowQueriesTable } from '../schema.ts'

/** A statement of SQL as it was asked. */
export interface AskedStatement {
  readonly sql: string
  readonly parameters: readonly SqlParameter[]
  readonly context: Readonly<Record<string, unknown>>
}

export interface NewSlowQuery extends Omit<SlowQuery, 'id' | 'at' | 'sql'> {
  readonly at: Date
  readonly statement: AskedStatement
}

interface Page {
  readonly limit: number
  readonly cursor?: string | undefined
  readonly orderBy: 'at' | 'elapsedMs'
}

const mostShown = 10_000
const shown = [
  'id',
  'query_id',
  'kind',
  'at',
  'elapsed_ms',
  'waited_ms',
  'outcome',
  'message',
  'datasource',
  'client',
  'row_count',
] as const satisfies readonly (keyof SlowQueriesTable)[]
const keys = { at: sql<Date>`at`, elapsedMs: sql<number>`elapsed_ms` } as const

/** PostgreSQL keeps no zero character in a text, and no half of a pair of surrogates in its JSON. */
const clean = (text: string): string => text.toWellFormed().replaceAll('\0', '\ufffd')
const json = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) => (typeof part === 'string' ? clean(part) : part))

export function createSlowQueries(db: Kysely<Schema>) {
  return {
    /** Keeps no more, and nothing older, than said. */
    add: async (
      queries: readonly NewSlowQuery[],
      { keepDays, mostKept }: { readonly keepDays: number; readonly mostKept: number },
    ): Promise<void> => {
      await db
        .insertInto('slow_queries')
        .values(
          queries.map(({ statement, ...query }) => ({
            query_id: query.queryId,
            kind: query.kind,
            at: query.at,
            elapsed_ms: query.elapsedMs,
            waited_ms: query.waitedMs,
            outcome: query.outcome,
            message: query.message && clean(query.message),
            datasource: query.datasource && clean(query.datasource),
            client: query.client,
            sql: clean(statement.sql),
            parameters: json(statement.parameters),
            context: json(statement.context),
            row_count: query.rows,
          })),
        )
        .execute()
      await db
        .deleteFrom('slow_queries')
        .where(
          sql<boolean>`at < now() - make_interval(days => ${keepDays}) OR id <= (
            SELECT id FROM slow_queries ORDER BY id DESC OFFSET ${mostKept} LIMIT 1)`,
        )
        .execute()
    },
    /** The newest or the slowest first. */
    list: async ({
      limit,
      cursor,
      orderBy,
      keepDays,
    }: Page & { readonly keepDays: number }): Promise<{ items: SlowQuery[]; nextCursor: string | null }> => {
      const key = keys[orderBy]
      const rows = await db
        .selectFrom('slow_queries')
        .select(shown)
        .select(sql<string>`left(sql, ${sql.lit(mostShown)})`.as('sql'))
        .where(sql<boolean>`at >= now() - make_interval(days => ${keepDays})`)
        .where(beyond(cursor, orderBy, key))
        .orderBy(key, 'desc')
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute()
      const items = rows.slice(0, limit).map(toSlowQuery)
      const last = rows.length > limit ? items.at(-1) : undefined
      return { items, nextCursor: last === undefined ? null : nextFigure(orderBy, last[orderBy], last.id) }
    },
    /** Null when it is not there. */
    statement: async (id: string): Promise<AskedStatement | null> => {
      const row = await db
        .selectFrom('slow_queries')
        .select(['sql', 'parameters', 'context'])
        .where('id', '=', id)
        .executeTakeFirst()
      return row ?? null
    },
  }
}

export type SlowQueries = ReturnType<typeof createSlowQueries>

const toSlowQuery = (row: Pick<Selectable<SlowQueriesTable>, (typeof shown)[number] | 'sql'>): SlowQuery => ({
  id: String(row.id),
  queryId: row.query_id,
  kind: row.kind as QueryKind,
  at: row.at.toISOString(),
  elapsedMs: row.elapsed_ms,
  waitedMs: row.waited_ms,
  outcome: slowQuery.shape.outcome.parse(row.outcome),
  message: row.message,
  datasource: row.datasource,
  client: row.client,
  sql: row.sql,
  rows: row.row_count,
})
