/** One line of the account: what was measured beside what is wanted. `ok` is null where nothing is claimed. */
export interface Figure {
  readonly name: string
  readonly measured: string
  readonly wanted: string
  readonly ok: boolean | null
}

export const atMost = (name: string, value: number, most: number, unit: string, decimals = 0): Figure => ({
  name,
  measured: `${value.toFixed(decimals)} ${unit}`,
  wanted: `≤ ${most} ${unit}`,
  ok: value <= most,
})

export const atLeast = (name: string, value: number, least: number, unit: string, decimals = 2): Figure => ({
  name,
  measured: `${value.toFixed(decimals)} ${unit}`.trim(),
  wanted: `≥ ${least} ${unit}`.trim(),
  ok: value >= least,
})

export const same = (name: string, value: number, expected: number): Figure => ({
  name,
  measured: String(value),
  wanted: String(expected),
  ok: value === expected,
})

export const noted = (name: string, measured: string): Figure => ({ name, measured, wanted: '', ok: null })

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const [low = Number.NaN, high = low] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  return (low + high) / 2
}
