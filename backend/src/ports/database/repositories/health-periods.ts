import type { Severity } from '@nemeton/contract'
import { type Kysely, sql } from 'kysely'
import type { Schema } from '../schema.ts'

/** A time through which a check said one thing; milliseconds since 1970. */
export interface Stretch {
  readonly check: string
  readonly from: number
  readonly to: number
  readonly severity: Severity
  readonly sentence: string
}

export interface Period {
  readonly from: Date
  readonly to: Date
  readonly severity: Severity
  readonly sentence: string
}

/** How old each level may become before the next one takes its place, in days; the last is forgotten. */
const kept = { stretch: 1, hour: 30, day: 365 } as const

const rank = sql`CASE severity WHEN 'critical' THEN 4 WHEN 'warning' THEN 3 WHEN 'unknown' THEN 2 WHEN 'info' THEN 1 ELSE 0 END`

/** What each check said over time, coarser the older it is. */
export function createHealthPeriods(db: Kysely<Schema>) {
  const coarsen = (from: 'stretch' | 'hour', to: 'hour' | 'day') =>
    db.transaction().execute(async (transaction) => {
      // Only whole hours and days: what is left of one that is not over stays as it is.
      const edge = sql`date_trunc(${to}, now() - make_interval(days => ${kept[from]}))`
      const step = sql`('1 ' || ${to})::interval`
      await sql`INSERT INTO health_periods (check_name, level, from_at, to_at, severity, sentence)
        SELECT DISTINCT ON (check_name, at) check_name, ${to}, at, at + ${step}, severity, sentence
        FROM health_periods, generate_series(date_trunc(${to}, from_at), to_at, ${step}) AS at
        WHERE level = ${from} AND from_at < ${edge} AND at < ${edge} AND at < to_at
        ORDER BY check_name, at, ${rank} DESC, from_at
        ON CONFLICT (check_name, level, from_at) DO NOTHING`.execute(transaction)
      await sql`DELETE FROM health_periods WHERE level = ${from} AND to_at <= ${edge}`.execute(transaction)
      await sql`UPDATE health_periods SET from_at = ${edge} WHERE level = ${from} AND from_at < ${edge}`.execute(
        transaction,
      )
    })
  return {
    /** Writes stretches down, and how far those go that were written before. */
    keepStretches: async (stretches: readonly Stretch[]): Promise<void> => {
      if (stretches.length === 0) return
      await sql`INSERT INTO health_periods (check_name, level, from_at, to_at, severity, sentence)
        SELECT x."check", 'stretch', to_timestamp(x."from" / 1000.0), to_timestamp(x."to" / 1000.0), x.severity, x.sentence
        FROM jsonb_to_recordset(${JSON.stringify(stretches)}::jsonb)
          AS x("check" text, "from" float8, "to" float8, severity text, sentence text)
        ON CONFLICT (check_name, level, from_at) DO UPDATE
          SET to_at = greatest(health_periods.to_at, excluded.to_at), sentence = excluded.sentence`.execute(db)
    },
    periods: async (check: string, from: Date, to: Date, most: number): Promise<readonly Period[]> => {
      const rows = await db
        .selectFrom('health_periods')
        .select(['from_at', 'to_at', 'severity', 'sentence'])
        .where('check_name', '=', check)
        .where('to_at', '>=', from)
        .where('from_at', '<', to)
        .orderBy('from_at', 'desc')
        .limit(most)
        .execute()
      return rows.toReversed().map((row) => ({
        from: row.from_at,
        to: row.to_at,
        severity: row.severity as Severity,
        sentence: row.sentence,
      }))
    },
    /** Makes old stretches hours and old hours days by the worst in them, and forgets what is a year old. */
    coarsenPeriods: async (): Promise<void> => {
      await coarsen('stretch', 'hour')
      await coarsen('hour', 'day')
      await sql`DELETE FROM health_periods WHERE level = 'day' AND to_at < now() - make_interval(days => ${kept.day})`.execute(
        db,
      )
    },
  }
}
