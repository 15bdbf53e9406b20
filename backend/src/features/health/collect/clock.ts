export interface ClockReading {
  /** A date header; null where none was sent. */
  readonly date: string | null
  /** Our own clock before and after. */
  readonly asked: number
  readonly answered: number
}

/** A date header counts whole seconds: it stands for their middle. Milliseconds ahead of us; null without one. */
export function clockSkew({ date, asked, answered }: ClockReading): number | null {
  const theirs = date === null ? Number.NaN : Date.parse(date)
  return Number.isNaN(theirs) ? null : Math.round(theirs + 500 - (asked + answered) / 2)
}
