import type { getTimeline, SqlParameter } from '@nemeton/contract'
import type { z } from 'zod'
import { eternity } from '../../olap/ingestion/granularity-spec.ts'
import type { Ports } from '../../ports/ports.ts'

type Timeline = z.infer<typeof getTimeline.result>
type Row = Readonly<Record<string, unknown>>

const mostChunks = 1000

/**
 * Instants of `sys.segments` are text, of which Druid can do little there: a cast shortens it, and neither the least nor
 * the greatest can be asked for. So a group is as long as what it is grouped by.
 */
const groupings = [
  { grouped: null, by: '"start", "end"' },
  { grouped: 'day', by: 'CAST("start" AS VARCHAR(10))' },
  { grouped: 'month', by: 'CAST("start" AS VARCHAR(7))' },
  { grouped: 'year', by: 'CAST("start" AS VARCHAR(4))' },
] as const
type Grouped = (typeof groupings)[number]['grouped']

const query = (by: string, most: number) => `SELECT ${by === groupings[0].by ? by : `${by} AS "start"`},
  COUNT(*) AS "segments", SUM("num_rows") AS "rows", SUM("size") AS "bytes", SUM("is_available") AS "available"
  FROM sys.segments WHERE "datasource" = ? AND "is_active" = 1
  GROUP BY ${by} ORDER BY 1 LIMIT ${most + 1}`

/** The time chunks of a datasource, in Druid put together by the finest grouping that is few enough. */
export async function readTimeline(
  name: string,
  druid: Pick<Ports['druid'], 'rows'>,
  signal?: AbortSignal,
  most = mostChunks,
): Promise<Timeline> {
  const parameters: SqlParameter[] = [{ type: 'VARCHAR', value: name }]
  let last: Timeline = { chunks: [], grouped: null, complete: true }
  for (const { grouped, by } of groupings) {
    const rows = await druid.rows({ query: query(by, most), parameters }, signal ? { signal } : {})
    const chunks = rows.slice(0, most).map((row) => ({
      interval: grouped === null ? `${row.start}/${row.end}` : groupInterval(String(row.start), grouped),
      ...figures(row),
    }))
    last = { chunks, grouped, complete: rows.length <= most }
    if (last.complete) return last
  }
  return last
}

const figures = (row: Row) => ({
  segments: Number(row.segments),
  rows: Number(row.rows ?? 0),
  bytes: Number(row.bytes ?? 0),
  available: Number(row.available ?? 0),
})

/** From `2024-03`, the month of March. */
export function groupInterval(start: string, grouped: NonNullable<Grouped>): string {
  const [, year, month = '1', day = '1'] = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(start) ?? []
  if (year === undefined) return eternity
  const at = (years: number, months: number, days: number) => {
    const date = new Date(0)
    date.setUTCFullYear(Number(year) + years, Number(month) - 1 + months, Number(day) + days)
    return date.toISOString()
  }
  const one = (of: Grouped) => (grouped === of ? 1 : 0)
  return `${at(0, 0, 0)}/${at(one('year'), one('month'), one('day'))}`
}
