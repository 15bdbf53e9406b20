/** Rows from the first to the last, both counted. */
interface Stretch {
  readonly first: number
  readonly last: number
}

/** Drawn above and below what is in sight, so that a short way needs no drawing. */
const around = 8

/** What is drawn of so many rows while those are in sight. */
export interface View {
  readonly sight: Stretch
  readonly count: number
  readonly drawn: Stretch
}

/** The rows in sight and some around them; after a leap, when every row is another one, those in sight until it rests. */
export function nextView(
  before: View | null,
  sight: Stretch,
  count: number,
  lines: readonly number[],
  isResting: boolean,
): View {
  const isSame =
    before?.count === count && before.sight.first === sight.first && before.sight.last === sight.last && !isResting
  return isSame ? before : { sight, count, drawn: stretchAround(sight, lines, count) }
}

function stretchAround(sight: Stretch, drawn: readonly number[], count: number): Stretch {
  const isLeap = drawn.length > 0 && !drawn.some((row) => row >= sight.first && row <= sight.last)
  if (isLeap) return sight
  return { first: Math.max(0, sight.first - around), last: Math.min(count - 1, sight.last + around) }
}

/**
 * The row that each drawn line holds. Lines keep their elements and their order in the page: to insert one costs many times
 * as much as to write other words into it. While rows pass by, those that left give their line to those that come, and the
 * others stay where they are; at rest lines and rows stand in the same order.
 */
export function assignLines(
  before: readonly number[],
  wanted: Stretch,
  count: number,
  isResting: boolean,
): readonly number[] {
  const length = Math.min(count, Math.max(before.length, wanted.last - wanted.first + 1))
  if (isResting || length !== before.length) {
    const first = Math.max(0, Math.min(wanted.first, count - length))
    const inOrder = before.length === length && before.every((row, line) => row === first + line)
    return inOrder ? before : Array.from({ length }, (_, line) => first + line)
  }
  const isWanted = (row: number) => row >= wanted.first && row <= wanted.last
  const kept = new Set(before.filter(isWanted))
  const after = [...before]
  let free = 0
  for (let row = wanted.first; row <= wanted.last; row += 1) {
    if (kept.has(row)) continue
    while (isWanted(after[free] ?? -1)) free += 1
    after[free] = row
  }
  return after
}
