import { ProductError, type Severity, type StateChange } from '@nemeton/contract'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../schema.ts'

export type NewChange = Omit<StateChange, 'id'>

interface Page {
  readonly limit: number
  readonly cursor?: string | undefined
  readonly kind?: StateChange['kind'] | undefined
}

const keptDays = 30
/** Several instances that each looked for themselves tell of the same change within so long. */
const sameWithinSeconds = 45

/** Every change of state, newest first. */
export function createHealthChanges(db: Kysely<Schema>) {
  return {
    /** What another instance has told already is not told again. */
    addChanges: async (changes: readonly NewChange[]): Promise<void> => {
      if (changes.length === 0) return
      await sql`INSERT INTO health_changes (at, kind, subject, severity, from_state, to_state, sentence)
        SELECT x.at, x.kind, x.subject, x.severity, x."from", x."to", x.sentence
        FROM jsonb_to_recordset(${JSON.stringify(changes)}::jsonb)
          AS x(at timestamptz, kind text, subject text, severity text, "from" text, "to" text, sentence text)
        WHERE NOT EXISTS (SELECT FROM health_changes old WHERE old.kind = x.kind AND old.subject = x.subject
          AND old.to_state = x."to" AND old.from_state IS NOT DISTINCT FROM x."from"
          AND abs(extract(epoch FROM old.at - x.at)) < ${sameWithinSeconds} AND old.id > (SELECT coalesce(max(id), 0) - 2000 FROM health_changes))
        ORDER BY x.at`.execute(db)
    },
    changes: async ({ limit, cursor, kind }: Page): Promise<{ items: StateChange[]; nextCursor: string | null }> => {
      const rows = await db
        .selectFrom('health_changes')
        .selectAll()
        .$if(cursor !== undefined, (query) => query.where('id', '<', readId(cursor ?? '')))
        .$if(kind !== undefined, (query) => query.where('kind', '=', kind ?? ''))
        .orderBy('id', 'desc')
        .limit(limit + 1)
        .execute()
      const last = rows[limit - 1]
      return {
        items: rows.slice(0, limit).map((row) => ({
          id: String(row.id),
          at: row.at.toISOString(),
          kind: row.kind as StateChange['kind'],
          subject: row.subject,
          severity: row.severity as Severity,
          from: row.from_state,
          to: row.to_state,
          sentence: row.sentence,
        })),
        nextCursor: rows.length > limit && last !== undefined ? String(last.id) : null,
      }
    },
    forgetChanges: async (): Promise<void> => {
      await db
        .deleteFrom('health_changes')
        .where('at', '<', sql<Date>`now() - make_interval(days => ${keptDays})`)
        .execute()
    },
  }
}

function readId(cursor: string): number {
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor)
  throw new ProductError('invalid_request', 'This cursor is not one that a list has answered. Begin again without it.')
}
