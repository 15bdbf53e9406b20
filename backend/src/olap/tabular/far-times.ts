/** Times that data are usually of; others are mostly typing errors, or stand for "never" and "unknown". */
export const usualTimes = { from: Date.UTC(1900, 0, 1), to: Date.UTC(2200, 0, 1) } as const

/** Times of a column that lie outside. */
export interface FarTimes {
  readonly rows: number
  readonly examples: readonly string[]
  /** The ends of the others, in epoch milliseconds; null when there are none. */
  readonly min: number | null
  readonly max: number | null
}

export const farWarning = (column: string, { rows, examples }: FarTimes) => ({
  code: 'far_times',
  column,
  message: `${rows.toLocaleString('en')} times of "${column}" lie before 1900 or after 2199, for example ${examples.map((text) => `"${text.slice(0, 40)}"`).join(', ')}. They are kept as they are, and the segments of a plan by this time must reach them: correct them in the file if they stand for "unknown".`,
})
