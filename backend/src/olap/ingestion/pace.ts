/** Rows read by the last look, and how fast they grow. */
export interface Pace {
  /** Epoch ms. */
  readonly at: number
  readonly rows: number
  /** Null before rows were seen to grow. */
  readonly rowsPerSecond: number | null
}

/** A look this long ago counts a third of what the newest does. */
const memoryMs = 10_000

/** Weighs each look by the time it stands for, so that looks may come as they like; rows never go back. */
export function keepPace(before: Pace, at: number, rows: number): Pace {
  const elapsedMs = at - before.at
  if (elapsedMs <= 0) return before
  const grown = Math.max(0, rows - before.rows)
  if (before.rowsPerSecond === null && grown === 0) return { ...before, at }
  const now = (grown * 1000) / elapsedMs
  const weight = 1 - Math.exp(-elapsedMs / memoryMs)
  const rowsPerSecond =
    before.rowsPerSecond === null ? now : before.rowsPerSecond + weight * (now - before.rowsPerSecond)
  return { at, rows: before.rows + grown, rowsPerSecond }
}

/** Until all rows are read; null when that is not to be told, or done. */
export function remainingMs({ rows, rowsPerSecond }: Pace, allRows: number): number | null {
  const left = allRows - rows
  if (left <= 0 || rowsPerSecond === null || rowsPerSecond < 1) return null
  return Math.round((left * 1000) / rowsPerSecond)
}
