/** Round numbers from low to high, at most about `count` of them, zero among them where it lies between. */
export function niceTicks(low: number, high: number, count: number): readonly number[] {
  if (!(high > low)) return [low]
  const raw = (high - low) / Math.max(1, count)
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= raw) ?? 10) * power
  const first = Math.floor(low / step)
  const last = Math.ceil(high / step)
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)))
}

/** Where a number lies between the ends, 0 to 1; in the middle when the ends are one. */
export const shareOf = (value: number, low: number, high: number): number =>
  high > low ? (value - low) / (high - low) : 0.5

/** How strong the colour of a cell is: the least visible, the greatest full. */
export const strength = (value: number, low: number, high: number): number => 0.12 + 0.88 * shareOf(value, low, high)

export const extent = (values: readonly (number | null)[]): readonly [low: number, high: number] => {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values)
    if (value !== null) {
      low = Math.min(low, value)
      high = Math.max(high, value)
    }
  return low <= high ? [low, high] : [0, 0]
}
