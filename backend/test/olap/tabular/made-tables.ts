import type { Dialect } from '@nemeton/contract'

/** Tables made from a seed and written in a dialect, for tests. */
export interface Made {
  readonly header: readonly string[]
  readonly rows: readonly (readonly (string | null)[])[]
}

export const random = (seed: number): (() => number) => {
  let state = seed >>> 0 || 1
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const words = [
  'Nairobi',
  'blue',
  'delivery',
  'of',
  'the',
  'customer',
  'Mombasa',
  'old town',
  'size',
  'large',
  'Öffnung',
  'prix',
  'it was',
  'late',
  'returned',
  'paid',
  'by card',
]
const names = [
  'Achieng',
  "O'Brien",
  'Kamau',
  'van der Berg',
  'Müller',
  'Wanjiku',
  'Smith',
  'Otieno',
  "D'Souza",
  'Patel',
]

type Maker = (next: () => number, row: number) => string | null
export const pick = <T>(items: readonly T[], next: () => number): T => items[Math.floor(next() * items.length)] as T
const two = (n: number): string => String(n).padStart(2, '0')

const makers: Readonly<Record<string, Maker>> = {
  id: (_next, row) => String(1_000 + row),
  name: (next) => pick(names, next),
  email: (next) =>
    `${pick(names, next)
      .toLowerCase()
      .replaceAll(/[^a-z]/g, '')}@example.com`,
  city: (next) => pick(['Nairobi', 'Mombasa', 'Kisumu', 'Nakuru'], next),
  note: (next) =>
    Array.from({ length: 2 + Math.floor(next() * 8) }, () => pick(words, next)).join(next() < 0.2 ? ', ' : ' '),
  quote: (next) => (next() < 0.3 ? `the "${pick(words, next)}" one` : pick(words, next)),
  list: (next) =>
    Array.from({ length: 1 + Math.floor(next() * 3) }, () => pick(names, next)).join(pick([', ', '; ', ' | '], next)),
  price: (next) => (next() * 1_000).toFixed(2),
  count: (next) => String(Math.floor(next() * 100)),
  date: (next) => `2024-${two(1 + Math.floor(next() * 12))}-${two(1 + Math.floor(next() * 28))}`,
  time: (next) =>
    `2024-03-${two(1 + Math.floor(next() * 28))} ${two(Math.floor(next() * 24))}:${two(Math.floor(next() * 60))}:00`,
  flag: (next) => (next() < 0.5 ? 'yes' : 'no'),
  gap: (next) => (next() < 0.4 ? null : String(Math.floor(next() * 50))),
}

export const makeTable = (seed: number, rows = 10 + (seed % 60)): Made => {
  const next = random(seed)
  const kinds = Object.keys(makers)
  const header = Array.from({ length: 2 + Math.floor(next() * 8) }, () => pick(kinds, next))
  return {
    header: header.map((kind, n) => `${kind}_${n + 1}`),
    rows: Array.from({ length: rows }, (_, row) => header.map((kind) => (makers[kind] as Maker)(next, row))),
  }
}

export type Way = Pick<Dialect, 'delimiter' | 'quote' | 'escape'> & { readonly lineEnding: '\n' | '\r\n' | '\r' }

/** Writes a cell as a careful program would; without quotes what needs them is replaced. */
const writeCell = (cell: string | null, way: Way, always: boolean): string => {
  const { delimiter, quote } = way
  if (quote === null)
    return (cell ?? (delimiter === ' ' ? '-' : ''))
      .replaceAll(/[\r\n"']/g, ' ')
      .replaceAll(delimiter, delimiter === ' ' ? '_' : ' ')
  if (cell === null) return delimiter === ' ' ? `${quote}${quote}` : ''
  const needs =
    always ||
    cell === '' ||
    cell.includes(delimiter) ||
    // `a|` before `||` would be cut one character early
    [...delimiter].some((mark) => cell.startsWith(mark) || cell.endsWith(mark)) ||
    cell.includes(quote) ||
    /[\r\n]/.test(cell) ||
    /^\s|\s$/.test(cell) ||
    (way.escape === '\\' && cell.includes('\\'))
  if (!needs) return cell
  const inner =
    way.escape === '\\'
      ? cell.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`)
      : cell.replaceAll(quote, quote + quote)
  return `${quote}${inner}${quote}`
}

export const writeTable = (rows: readonly (readonly (string | null)[])[], way: Way, always = false): string =>
  rows.map((row) => row.map((cell) => writeCell(cell, way, always)).join(way.delimiter) + way.lineEnding).join('')
