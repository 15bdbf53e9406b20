import type { Dialect } from '@nemeton/contract'
import iconv from 'iconv-lite'
import { foreignTable } from './foreign-words.ts'
import { type Made, makeTable, pick, random, type Way, writeTable } from './made-tables.ts'

/** A file made from a seed, with everything that a sniffer should say of it. */
export interface MadeFile {
  readonly text: string
  readonly bytes: Uint8Array
  /** `quote` and `escape` only where they occur. */
  readonly truth: Partial<Dialect>
}

export type Family = (seed: number) => MadeFile

type Next = () => number
type Cells = readonly (string | null)[]

const delimiters = [',', ';', '\t', '|', ':', ' ', '^', '~', '||', '::', '|~|'] as const
const quotings: Readonly<Record<string, Pick<Way, 'quote' | 'escape'>>> = {
  'quotes doubled': { quote: '"', escape: '"' },
  'single quotes': { quote: "'", escape: "'" },
  'backslash escapes': { quote: '"', escape: '\\' },
  'single quotes, backslash escapes': { quote: "'", escape: '\\' },
  'no quotes': { quote: null, escape: null },
}
const usualDelimiters = [',', ',', ';', '\t', '|']

const wayOf = (next: Next, fixed: Partial<Way>): Way => ({
  delimiter: pick(usualDelimiters, next),
  ...(pick(Object.values(quotings), next) as Pick<Way, 'quote' | 'escape'>),
  lineEnding: pick(['\n', '\r\n', '\r'] as const, next),
  ...fixed,
})

const finish = (text: string, way: Way, truth: Partial<Dialect>): MadeFile => ({
  text,
  bytes: Buffer.from(text),
  truth: { delimiter: way.delimiter, lineEnding: way.lineEnding, ...truth },
})

/** Cells that cannot be read without quotes decide whether the quote is to be found. */
const quotesOf = (rows: readonly Cells[], way: Way, always: boolean): Partial<Dialect> => {
  const { quote, delimiter } = way
  if (quote === null) return {}
  const cells = rows.flat().filter((cell): cell is string => cell !== null)
  const needed = cells.some((cell) => cell.includes(delimiter) || cell.includes(quote))
  const escaped = way.escape === '\\' && cells.some((cell) => cell.includes(quote))
  return { ...(needed || always ? { quote } : {}), ...(escaped ? { escape: '\\' } : {}) }
}

interface Layout {
  readonly way?: Partial<Way>
  readonly made?: Made
  readonly above?: (way: Way, width: number, next: Next) => readonly string[]
  readonly header?: (made: Made, next: Next) => readonly Cells[]
  readonly below?: (way: Way, made: Made, next: Next) => readonly string[]
  readonly between?: (lines: readonly string[], way: Way, next: Next) => readonly string[]
  readonly truth?: Partial<Dialect>
}

const build = (seed: number, layout: Layout): MadeFile => {
  const next = random(seed * 7_919 + 13)
  const given = wayOf(next, layout.way ?? {})
  // without quotes no cell may hold the delimiter, which a decimal comma does
  const way = layout.truth?.decimalSeparator === ',' && given.quote === null ? { ...given, delimiter: ';' } : given
  const made = layout.made ?? makeTable(seed * 17 + 5)
  const always = way.quote !== null && next() < 0.25
  const header = layout.header?.(made, next) ?? [made.header]
  const above = layout.above?.(way, made.header.length, next) ?? []
  const below = layout.below?.(way, made, next) ?? []
  const rows = made.rows.map((row) => writeTable([row], way, always))
  const body = layout.between?.(rows, way, next) ?? rows
  const lines = (texts: readonly string[]): string => texts.map((line) => line + way.lineEnding).join('')
  const text = lines(above) + writeTable(header, way, always) + body.join('') + lines(below)
  const filled = (texts: readonly string[]): number => texts.filter((line) => line.trim() !== '').length
  return finish(text, way, {
    preambleRows: filled(above),
    headerRows: header.length,
    footerRows: filled(below),
    ...quotesOf([...header, ...made.rows], way, always),
    ...layout.truth,
  })
}

const padded = (text: string, way: Way, width: number): string => text + way.delimiter.repeat(width - 1)

const titles = [
  'Report of sales',
  'Quarterly figures',
  'Export from the till',
  'Annual survey of households',
  'Stock list',
  'Traffic counts at the north bridge',
]
const facts = [
  'made 2024-03-01',
  'Created by: admin',
  'Period: 2023 to 2024',
  'All amounts in EUR',
  'Source: Ministry of Trade',
  'Page 1 of 1',
  'Filter = none',
  'Confidential',
]

const preamble = (way: Way, width: number, next: Next): string[] => {
  const lines = [pick(titles, next)]
  while (next() < 0.55 && lines.length < 5) lines.push(pick(facts, next))
  const kind = next()
  const dressed =
    kind < 0.3 ? lines.map((line) => padded(line, way, width)) : kind < 0.45 ? lines.map((l) => `# ${l}`) : lines
  return next() < 0.4 ? [...dressed, ''] : dressed
}

const notes = [
  'Source: Ministry of Trade, 2024',
  'Note: figures are provisional',
  '* preliminary',
  '(1) without the islands',
  'Generated on 2024-03-02 by the till',
  'End of report',
]

const totalRow = (made: Made, way: Way, next: Next): string => {
  const cells = made.header.map((_, n) => {
    const numbers = made.rows.map((row) => row[n])
    if (n === 0 || numbers.some((cell) => cell !== null && !/^-?\d+(?:\.\d+)?$/.test(cell as string))) return null
    return String(Math.round(numbers.reduce((sum, cell) => sum + Number(cell ?? 0), 0) * 100) / 100)
  })
  return writeTable([[pick(['Total', 'Grand total', 'Sum', 'TOTAL:'], next), ...cells.slice(1)]], way, false).trimEnd()
}

const footer = (way: Way, made: Made, next: Next): string[] => {
  const lines: string[] = []
  if (next() < 0.3) lines.push('')
  const kind = next()
  if (kind < 0.25) lines.push('Total of all rows')
  else if (kind < 0.6 && way.delimiter !== ' ') lines.push(totalRow(made, way, next))
  if (lines.every((line) => line === '') || next() < 0.5) lines.push(pick(notes, next))
  return lines
}

/** A row of groups above the names: `2023,,2024,` or, spelled out, `2023,2023,2024,2024`. */
const groups = (made: Made, next: Next, words: readonly string[], spelled: boolean): Cells => {
  let at = 0
  let left = 0
  return made.header.map((_, n) => {
    if (n === 0) return null
    if (left-- > 0) return spelled ? (words[at % words.length] as string) : null
    at++
    left = Math.floor(next() * 3)
    return words[at % words.length] as string
  })
}

const headers = (made: Made, next: Next): Cells[] => {
  const spelled = next() < 0.4
  const top = groups(
    made,
    next,
    pick(
      [
        ['2022', '2023', '2024'],
        ['North', 'South', 'East'],
        ['Plan', 'Actual'],
      ],
      next,
    ),
    spelled,
  )
  const units = made.header.map((name) =>
    pick(name.startsWith('price') ? ['EUR', 'USD'] : ['text', 'pieces', '-', 'code'], next),
  )
  const kind = next()
  if (kind < 0.6) return [top, made.header]
  if (kind < 0.8) return [made.header, units]
  return [top, made.header, units]
}

/** Wide enough for groups, with numbers that tell the header from the rows. */
const wideTable = (seed: number): Made => {
  for (let more = 0; ; more++) {
    const made = makeTable(seed * 17 + 5 + more * 1_009)
    const numbers = made.header.filter((name) => /^(?:id|price|count|date|time)/.test(name)).length
    if (made.header.length >= 4 && numbers >= 2) return made
  }
}

const decimalTable = (seed: number): Made => {
  const made = wideTable(seed)
  const comma = made.header.map((name) => name.startsWith('price'))
  comma[1] = true
  return {
    header: made.header.map((name, n) => (n === 1 ? 'amount' : name)),
    rows: made.rows.map((row, n) =>
      row.map((cell, column) =>
        column === 1
          ? `${(n * 37) % 911},${String((n * 13) % 100).padStart(2, '0')}`
          : comma[column]
            ? (cell?.replace('.', ',') ?? null)
            : cell,
      ),
    ),
  }
}

const comments = (lines: readonly string[], _way: Way, next: Next): string[] => {
  const ending = _way.lineEnding
  const every = 3 + Math.floor(next() * 8)
  return lines.flatMap((line, n) =>
    n > 0 && n % every === 0
      ? [`# ${pick([...facts, 'checked by hand, twice', 'station moved; see log'], next)}${ending}`, line]
      : [line],
  )
}

const mixed = (lines: readonly string[], _way: Way, next: Next): string[] =>
  lines.map((line) => line.replace(/\n$/, pick(['\n', '\r\n', '\r'], next)))

const encoded =
  (encoding: string, addBOM = false): Family =>
  (seed) => {
    const next = random(seed * 131 + encoding.length)
    const way = wayOf(next, { ...(quotings['quotes doubled'] as Pick<Way, 'quote' | 'escape'>) })
    const made = foreignTable(encoding, seed)
    const text = writeTable([made.header, ...made.rows], way)
    return {
      text,
      bytes: iconv.encode(text, encoding, { addBOM }),
      truth: { delimiter: way.delimiter, lineEnding: way.lineEnding, headerRows: 1 },
    }
  }

const delimited =
  (delimiter: string): Family =>
  (seed) =>
    build(seed, { way: { delimiter } })
const shown = (text: string): string => JSON.stringify(text).slice(1, -1)

export const families: Readonly<Record<string, Family>> = {
  ...Object.fromEntries(
    delimiters.map((delimiter) => [
      `delimiter ${delimiter === ' ' ? 'space runs' : shown(delimiter)}`,
      delimited(delimiter),
    ]),
  ),
  ...Object.fromEntries(Object.entries(quotings).map(([name, way]) => [name, (seed: number) => build(seed, { way })])),
  'line end LF': (seed) => build(seed, { way: { lineEnding: '\n' } }),
  'line end CRLF': (seed) => build(seed, { way: { lineEnding: '\r\n' } }),
  'line end CR': (seed) => build(seed, { way: { lineEnding: '\r' } }),
  'line ends mixed': (seed) =>
    build(seed, { way: { lineEnding: '\n' }, between: mixed, truth: { lineEnding: 'mixed' } }),
  'preamble lines': (seed) => build(seed, { above: preamble }),
  'header of several rows': (seed) => build(seed, { made: wideTable(seed), header: headers }),
  footer: (seed) => build(seed, { below: footer }),
  'preamble, header of several rows, footer': (seed) =>
    build(seed, { made: wideTable(seed), above: preamble, header: headers, below: footer }),
  'comment lines': (seed) => build(seed, { between: comments, truth: { comment: '#' } }),
  'decimal comma': (seed) => build(seed, { made: decimalTable(seed), truth: { decimalSeparator: ',' } }),
  'UTF-8 with a mark': encoded('utf-8', true),
  'UTF-16 LE': encoded('utf-16le'),
  'UTF-16 LE with a mark': encoded('utf-16le', true),
  'UTF-16 BE': encoded('utf-16be'),
  'UTF-16 BE with a mark': encoded('utf-16be', true),
  'Windows-1252': encoded('windows-1252'),
  'Latin-1': encoded('iso-8859-1'),
  'Windows-1250': encoded('windows-1250'),
  'Latin-2': encoded('iso-8859-2'),
  'Windows-1251': encoded('windows-1251'),
  'KOI8-R': encoded('koi8-r'),
  'IBM 866': encoded('ibm866'),
  'Windows-1253': encoded('windows-1253'),
  'Windows-1254': encoded('windows-1254'),
  'Shift-JIS': encoded('shift_jis'),
  'EUC-JP': encoded('euc-jp'),
  GB18030: encoded('gb18030'),
  Big5: encoded('big5'),
  'EUC-KR': encoded('euc-kr'),
}
