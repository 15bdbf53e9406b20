import type { SegmentFacts } from './facts.ts'
import { figure, type Row } from './row.ts'

/** What a segment should have at most, in bytes. */
const wholeBytes = 500_000_000

/** Sums by datasource: however many segments there are, few rows come back. */
export function segmentsSql(columns: ReadonlySet<string> | null): string {
  const has = (column: string) => columns === null || columns.has(column)
  // Before 28 Druid did not tell how many replicas a rule asks.
  const asked = has('replication_factor') ? 'replication_factor' : '1'
  const isHidden = has('is_overshadowed') ? ' AND is_overshadowed = 0' : ''
  const gone = `is_available = 0 AND ${asked} <> 0`
  return `SELECT datasource, COUNT(*) AS chunks, SUM(n) AS segments, SUM(b) AS bytes, SUM(r) AS num_rows,
  SUM(gone) AS unavailable, MIN(least) AS smallest, SUM(few) AS few, MAX(asked) AS asked, SUM(unloaded) AS unloaded,
  SUM(CASE WHEN n > b / ${wholeBytes} + 1 THEN n - b / ${wholeBytes} - 1 ELSE 0 END) AS excess
FROM (SELECT datasource, COUNT(*) AS n, SUM(size) AS b, SUM(num_rows) AS r,
  SUM(CASE WHEN ${gone} THEN 1 ELSE 0 END) AS gone, MIN(CASE WHEN ${gone} THEN size END) AS least,
  SUM(CASE WHEN num_replicas >= 1 AND num_replicas < ${asked} THEN 1 ELSE 0 END) AS few,
  MAX(${asked}) AS asked, SUM(CASE WHEN ${asked} = 0 THEN 1 ELSE 0 END) AS unloaded
  FROM sys.segments WHERE is_published = 1${isHidden} GROUP BY datasource, "start", "end")
GROUP BY datasource`
}

export const toSegments = (rows: readonly Row[]): readonly SegmentFacts[] =>
  rows.map((row) => {
    const count = (name: string) => figure(row[name]) ?? 0
    return {
      datasource: String(row.datasource),
      chunks: count('chunks'),
      segments: count('segments'),
      bytes: count('bytes'),
      rows: count('num_rows'),
      unavailable: count('unavailable'),
      smallestUnavailable: figure(row.smallest),
      underReplicated: count('few'),
      askedReplicas: count('asked'),
      unloaded: count('unloaded'),
      excess: count('excess'),
    }
  })
