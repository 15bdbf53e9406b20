import type { Dialect, DialectChoice } from '@nemeton/contract'
import { type ParsedRow, parseText, type Splitting } from './parse.ts'
import { rank, type Scored, sampleLength, type Wish } from './rank.ts'
import { structureOf, withoutComments } from './structure.ts'

export interface Sniffed {
  readonly dialect: Dialect
  /** Cells of a regular row. */
  readonly width: number
  /** 0…1: how far the best reading stands above the next. */
  readonly confidence: number
  readonly runnerUp: Splitting | null
  /** A character that opens and closes cells was seen. */
  readonly quoteSeen: boolean
  readonly rows: readonly ParsedRow[]
}

/**
 * The way a text is written, found by scoring whole readings of its head rather than its first line; what a person said
 * of it is not guessed.
 */
export const sniff = (text: string, whole = true, said: DialectChoice = {}): Sniffed => {
  const wish = { ...toldBy(text), ...said }
  const scored = rank(text, whole, wish)
  const first = onlyConsistent(scored) ?? (scored[0] as Scored)
  const plain = first.width > 1 ? undefined : scored.find((other) => other.how.delimiter === ',')
  const best = plain ?? first
  const rival = scored.find((other) => other.how.delimiter !== best.how.delimiter && other.width > 1)
  const how = splittingOf(text, best, whole, wish)
  const rows = parseText(text, how, whole)
  const { width, ...structure } = structureOf(rows, how, whole, wish)
  return {
    dialect: { ...how, ...structure },
    width,
    confidence: rival === undefined || best.score === 0 ? 1 : Math.max(0, 1 - rival.score / best.score),
    runnerUp: rival?.how ?? null,
    quoteSeen: best.quoted > 0,
    rows: withoutComments(rows, structure.preambleRows, structure.comment),
  }
}

/** Spreadsheet programs write the delimiter into the first line: `sep=;`. */
const toldBy = (text: string): Wish => {
  const delimiter = /^\ufeff?sep=([^\r\n"])\r?\n/i.exec(text)?.[1]
  return delimiter === undefined ? {} : { delimiter }
}

const splittingOf = (text: string, best: Scored, whole: boolean, wish: Wish): Splitting => {
  if (wish.escape !== undefined) return best.how
  return withEscape(text, wish.quote === undefined ? withQuote(text, best) : best.how, whole)
}

/** Rows of one width throughout say more than likely values, where only one delimiter makes such rows. */
const onlyConsistent = (scored: readonly Scored[]): Scored | null => {
  const [best] = scored
  const [first, ...others] = scored.filter((one) => one.consistent)
  if (best === undefined || first === undefined || best.consistent || first.score < best.score * 0.3) return null
  return others.every((other) => other.how.delimiter === first.how.delimiter) ? first : null
}

const doubledSingles = /^'(?:[^']|'')*''(?:[^']|'')*'$/
const escapedSingles = /^'(?:[^'\\]|\\.)*\\'(?:[^'\\]|\\.)*'$/

/** Few cells need quotes where the table has few hard ones: one `'D''Souza'` tells of single quotes when no cell wears double ones. */
const withQuote = (text: string, best: Scored): Splitting => {
  const { how } = best
  if (how.quote === "'" || best.quoted > 0 || !text.includes("'")) return how
  const cells = parseText(text.slice(0, sampleLength), how, false).flatMap((row) =>
    row.cells.filter((cell) => cell?.startsWith("'")),
  )
  if (cells.some((cell) => !cell?.endsWith("'"))) return how
  if (cells.some((cell) => doubledSingles.test(cell ?? ''))) return { ...how, quote: "'", escape: "'" }
  return cells.some((cell) => escapedSingles.test(cell ?? '')) ? { ...how, quote: "'", escape: '\\' } : how
}

/** Backslash escapes may begin late: the whole sample decides which escape leaves fewer broken rows. */
const withEscape = (text: string, how: Splitting, whole: boolean): Splitting => {
  if (how.quote === null || !text.includes(`\\${how.quote}`)) return how
  const readings = [how.quote, '\\'].map((escaping) => {
    const reading = { ...how, escape: escaping }
    const rows = parseText(text, reading, whole)
    const width = structureOf(rows, reading, whole).width
    return { reading, wrong: rows.filter((row) => row.flaw !== null || row.cells.length !== width).length }
  })
  const [doubled, backslash] = readings as [(typeof readings)[0], (typeof readings)[0]]
  return backslash.wrong < doubled.wrong ? backslash.reading : doubled.reading
}
