import type { DialectChoice } from '@nemeton/contract'
import { lineEndingOf } from './line-ending.ts'
import { type ParsedRow, parseText, type Splitting } from './parse.ts'
import { shapeOf, shapeScore } from './shape.ts'

export interface Scored {
  readonly how: Splitting
  readonly score: number
  readonly width: number
  readonly quoted: number
  /** Ten rows and more, all of one width of two and more, all well quoted. */
  readonly consistent: boolean
}

const singles = [',', ';', '\t', '|', ':', ' ', '^', '~', '\u0001', '\u001f', '§', '¦']
const multiples = ['||', '::', ';;', '|~|', '~|~', '^|^', '<>', '=>', '$$', '##', '@@', '&&', '%%']
/** Every delimiter that is tried. */
export const delimiters: readonly string[] = [...singles, ...multiples]
/** How likely a delimiter is before looking, as a factor; decides between readings that fit equally well. */
const prior: Readonly<Record<string, number>> = {
  ',': 1,
  ';': 1,
  '\t': 1,
  '|': 0.95,
  ':': 0.6,
  ' ': 0.7,
  '^': 0.95,
  '~': 0.95,
}

/** What of the splitting is known beforehand. */
export type Wish = Pick<DialectChoice, 'delimiter' | 'quote' | 'escape'>

export const sampleLength = 48_000
const sampleRows = 400

const escapeForPattern = (text: string): string => text.replace(/[\\\]^$.*+?()[{}|/-]/g, '\\$&')

const quotesIn = (text: string, delimiters: readonly string[]): (string | null)[] => {
  const found: (string | null)[] = []
  found.push('"')
  const ends = delimiters.map(escapeForPattern).join('|')
  if (new RegExp(`(?:^|[\\r\\n]|${ends}) ?'`).test(text) && new RegExp(`'(?:$|[\\r\\n]|${ends})`).test(text))
    found.push("'")
  found.push(null)
  return found
}

const escapesIn = (text: string, quote: string | null, wish: Wish): (string | null)[] => {
  if (wish.escape !== undefined && quote !== null) return [wish.escape ?? quote]
  return quote !== null && text.includes(`\\${quote}`) ? [quote, '\\'] : [quote]
}

/** Lines that comment on the table are no rows of it. */
const uncommented = (rows: readonly ParsedRow[]): readonly ParsedRow[] => {
  const isComment = (row: ParsedRow): boolean => (row.cells[0] ?? '').startsWith('#')
  const first = rows.findIndex((row) => !isComment(row))
  if (first < 0) return rows
  const below = rows.slice(first)
  const rest = below.filter((row) => !isComment(row))
  return rest.length >= below.length * 0.3 ? rest : below
}

/** Pattern × type score of a reading: rows of one width, made of cells that look like values. */
const scoreOf = (all: readonly ParsedRow[], how: Splitting): Scored => {
  const rows = uncommented(all)
  const widths = new Map<number, number>()
  const used: boolean[] = []
  let cells = 0
  let types = 0
  let quoted = 0
  let wrong = 0
  let wrapped = 0
  let single = 0
  for (const row of rows) {
    widths.set(row.cells.length, (widths.get(row.cells.length) ?? 0) + 1)
    quoted += row.quoted
    wrong += row.flaw === null ? 0 : Math.max(2, row.stray)
    for (let column = 0; column < row.cells.length; column++) {
      const cell = row.cells[column] ?? null
      const shape = shapeOf(cell)
      cells++
      types += shapeScore[shape]
      if (shape !== 'empty') used[column] = true
      if (cell === null) continue
      wrapped += wrappedness(cell, how.quote)
      if (
        how.quote !== "'" &&
        cell.length > 1 &&
        (cell.startsWith("'") || (cell.endsWith("'") && !cell.slice(0, -1).includes("'")))
      )
        single++
    }
  }
  let width = 1
  let most = 0
  for (const [w, n] of widths) {
    if (n * (w > 1 ? 1 : 0.9) > most) {
      most = n * (w > 1 ? 1 : 0.9)
      width = w
    }
  }
  const total = Math.max(1, rows.length)
  const columns = used.slice(0, width).filter(Boolean).length
  const even = (widths.get(width) ?? 0) / total
  const pattern = columns < 2 ? 0.12 : (1 - 1 / columns) * Math.sqrt(columns / width)
  const typed = types / Math.max(1, cells)
  const quoting = Math.max(0.05, 1 - (1.2 * wrong + wrapped + (quoted === 0 ? single : 0)) / Math.max(1, cells)) ** 2
  const known = how.quote === "'" ? 0.85 : 1
  const score =
    known *
    pattern *
    even ** 2 *
    (1 / (1 + 0.1 * (widths.size - 1))) *
    typed ** 2 *
    quoting *
    (prior[how.delimiter] ?? 0.85)
  const consistent = rows.length >= 10 && width > 1 && widths.size === 1 && wrong === 0
  return { how, score, width, quoted, consistent }
}

/** How much a cell that still wears double quotes speaks against the way it was split. */
const wrappedness = (cell: string, quote: string | null): number => {
  if (!cell.includes('"')) return 0
  const text = cell.trim()
  const doubles = text.split('"').length - 1
  if (doubles % 2 === 1) return text.startsWith('"') || quote === '"' ? 1 : 0.5
  if (quote !== '"' && text.startsWith('"')) return text.endsWith('"') ? 1 : 0.5
  return 0
}

/** Colons of clocks and addresses split nothing. */
const hasColons = (text: string): boolean => {
  const colons = text.split(':').length - 1
  let others = colons
  for (const clock of text.matchAll(/(?<![\d:])(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?![\d:])|:\/\//g))
    others -= clock[0].split(':').length - 1
  return others > 0 && others >= colons * 0.2
}

/** `a||b|c||d`: where a delimiter mostly comes in pairs, the pair is the delimiter. */
const isPaired = (text: string, delimiter: string): boolean => {
  const runs = text.match(new RegExp(`${escapeForPattern(delimiter)}+`, 'g')) ?? []
  return runs.length > 0 && runs.filter((run) => run.length % 2 === 0).length > runs.length * 0.5
}

/** All readings of a text's head that a wish allows, the best first. */
export const rank = (text: string, whole: boolean, wish: Wish): Scored[] => {
  const lineEnding = lineEndingOf(text)
  const head = text.slice(0, sampleLength)
  const complete = whole && text.length <= sampleLength
  const present =
    wish.delimiter === undefined
      ? delimiters.filter(
          (delimiter) => delimiter === ',' || (delimiter === ':' ? hasColons(head) : head.includes(delimiter)),
        )
      : [wish.delimiter]
  const paired = new Set(
    ['|', ':', ';'].filter((single) => present.includes(single + single) && isPaired(head, single)),
  )
  const scored: Scored[] = []
  for (const quote of wish.quote === undefined ? quotesIn(head, present) : [wish.quote]) {
    for (const escaping of escapesIn(head, quote, wish)) {
      for (const delimiter of present) {
        const how: Splitting = { delimiter, quote, escape: escaping, lineEnding }
        const found = scoreOf(parseText(head, how, complete, sampleRows), how)
        scored.push(paired.has(delimiter) ? { ...found, score: found.score * 0.8 } : found)
      }
    }
  }
  return scored.sort((a, b) => b.score - a.score)
}
