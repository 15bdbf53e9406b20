import type pg from 'pg'
import type { Telemetry } from '../../telemetry/telemetry.ts'
import { translate } from '../error.ts'

export type LastChange = (datasource: string) => Promise<string>

/** An index has each part of it. */
const text = `SELECT jsonb_build_array(
    (SELECT id FROM ingestion_tasks WHERE datasource_name = $1 AND status = 'queryable' AND kind = 'load'
      ORDER BY updated_at DESC LIMIT 1),
    (SELECT max(change) FROM ingestion_tasks
      WHERE undo_of IS NOT NULL AND status = 'queryable' AND datasource_name = $1),
    (SELECT id::text || status FROM datasource_drops WHERE datasource_name = $1
      ORDER BY created_at DESC LIMIT 1)
  )::text AS change`

/**
 * Another text after each load, undo, drop and restore of a datasource that was made here. Asked at each question, so
 * PostgreSQL plans it once a connection: planning it takes four times as long as doing it.
 */
export const createLastChange =
  (pool: pg.Pool, telemetry?: Telemetry): LastChange =>
  async (datasource) => {
    const end = telemetry?.beginCall({ part: 'database', operation: 'raw' })
    try {
      const { rows } = await pool.query<{ change: string }>({ name: 'last-change', text, values: [datasource] })
      end?.()
      return rows[0]?.change ?? ''
    } catch (error) {
      end?.(translate(error))
      throw error
    }
  }
