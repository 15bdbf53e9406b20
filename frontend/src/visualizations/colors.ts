import type { Cell } from '@nemeton/contract'

/** Slots of the palette in theme.css, chosen to stay apart for colour-blind eyes in both themes; the grey one is no value's. */
export const seriesColors = 7

export const colorOf = (slot: number): string => `var(--n-series-${slot % seriesColors})`

/**
 * Each value gets a slot from its own text, and only when that is taken the next free one: so a value keeps its colour
 * when filters and order change, and no two on the same chart share one.
 */
export function assignColors(
  values: readonly (string | null)[],
  given: ReadonlyMap<string | null, number> = new Map(),
): ReadonlyMap<string | null, number> {
  const taken = new Set(values.flatMap((value) => given.get(value) ?? []))
  const slots = new Map(given)
  for (const value of values.toSorted((a, b) => String(a).localeCompare(String(b)))) {
    if (given.has(value)) continue
    let slot = hash(value ?? '\u0000') % seriesColors
    for (let step = 0; step < seriesColors && taken.has(slot); step += 1) slot = (slot + 1) % seriesColors
    taken.add(slot)
    slots.set(value, slot)
  }
  return slots
}

/** The colours of series by their heads: those that other charts of the page have given first; the rest is grey. */
export function colorsOf(
  heads: readonly ({ readonly cell: Cell; readonly other: boolean } | null)[],
  given: ReadonlyMap<string | null, number> = new Map(),
): readonly string[] {
  const values = heads.flatMap((head) => (head === null || head.other ? [] : [textOf(head.cell)]))
  const slots = assignColors(values, given)
  return heads.map((head) =>
    head === null ? colorOf(0) : head.other ? 'var(--n-series-7)' : colorOf(slots.get(textOf(head.cell)) ?? 0),
  )
}

const textOf = (cell: Cell): string | null => (cell === null ? null : String(cell))

function hash(text: string): number {
  let sum = 2166136261
  for (const char of text) sum = Math.imul(sum ^ (char.codePointAt(0) ?? 0), 16777619)
  return sum >>> 0
}
