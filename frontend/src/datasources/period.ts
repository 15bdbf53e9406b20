export const periodUnits = ['hour', 'day', 'week', 'month', 'year'] as const
export type PeriodUnit = (typeof periodUnits)[number]

const letters: Readonly<Record<PeriodUnit, string>> = { hour: 'H', day: 'D', week: 'W', month: 'M', year: 'Y' }

export interface Length {
  readonly count: number
  readonly unit: PeriodUnit
}

export const printPeriod = ({ count, unit }: Length): string =>
  unit === 'hour' ? `PT${count}H` : `P${count}${letters[unit]}`

/** Null for a period of several units, such as P1Y6M. */
export function readPeriod(period: string): Length | null {
  const [, hours] = /^PT(\d+)H$/.exec(period) ?? []
  if (hours !== undefined) return { count: Number(hours), unit: 'hour' }
  // what Druid makes of nothing at all
  if (/^PT0[SM]$/.test(period)) return { count: 0, unit: 'day' }
  const [, count, letter] = /^P(\d+)([DWMY])$/.exec(period) ?? []
  const unit = periodUnits.find((one) => one !== 'hour' && letters[one] === letter)
  return count === undefined || unit === undefined ? null : { count: Number(count), unit }
}

/** `3 months`, or the period as it is written. */
export function periodWords(period: string): string {
  const length = readPeriod(period)
  if (length === null) return period
  return length.count === 1 ? `1 ${length.unit}` : `${length.count} ${length.unit}s`
}
