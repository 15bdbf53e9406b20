import type { Cell } from '@nemeton/contract'

/** Slots of the palette in theme.css, chosen to stay apart for colour-blind eyes in both themes; the grey one is no value's. */
export const seriesColors = 7

export const colorOf = (slot: number): string => `var(--n-series-${slot % seriesColors})`

/**
 * Each value gets a slot from its own text, and only when that is taken the next free one: so a value keeps its colour
 * when filters and order change, and no two on the same chart share one.
 */
export function assignColors(values: readonly (string | null)[]): ReadonlyMap<string | null, number> {
  const taken = new Set<number>()
  const slots = new Map<string | null, number>()
  for (const value of values.toSorted((a, b) => String(a).localeCompare(String(b)))) {
    let slot = hash(value ?? '\u0000') % seriesColors
    for (let step = 0; step < seriesColors && taken.has(slot); step += 1) slot = (slot + 1) % seriesColors
    taken.add(slot)
    slots.set(value, slot)
  }
  return slots
}

/** The colours of series by their heads; what stands for the rest is grey. */
export function colorsOf(
  heads: readonly ({ readonly cell: Cell; readonly other: boolean } | null)[],
): readonly string[] {
  const text = (cell: Cell) => (cell === null ? null : String(cell))
  const slots = assignColors(heads.flatMap((head) => (head === null || head.other ? [] : [text(head.cell)])))
  return heads.map((head) =>
    head === null ? colorOf(0) : head.other ? 'var(--n-series-7)' : colorOf(slots.get(text(head.cell)) ?? 0),
  )
}

function hash(text: string): number {
  let sum = 2166136261
  for (const char of text) sum = Math.imul(sum ^ (char.codePointAt(0) ?? 0), 16777619)
  return sum >>> 0
}
