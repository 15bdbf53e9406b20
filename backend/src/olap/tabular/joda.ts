import { dayMillis } from '../time.ts'

/** A Joda pattern understood: how to recognise it, how DuckDB reads it, and which field each group of the expression is. */
export interface CompiledPattern {
  readonly pattern: string
  /** Accepted by JavaScript and by RE2. */
  readonly source: string
  readonly regexp: RegExp
  readonly fields: readonly Field[]
  /** DuckDB's format; null where it has none (quarters). */
  readonly strptime: string | null
  /** The text says its zone itself. */
  readonly zoned: boolean
}

export type Field =
  | 'year'
  | 'shortYear'
  | 'month'
  | 'monthName'
  | 'day'
  | 'dayName'
  | 'hour'
  | 'hour12'
  | 'minute'
  | 'second'
  | 'fraction'
  | 'half'
  | 'zone'
  | 'quarter'
  | 'weekYear'
  | 'week'
  | 'weekDay'

interface Token {
  readonly field: Field
  readonly source: string
  readonly strptime: string | null
}

const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const fullMonths = 'January|February|March|April|May|June|July|August|September|October|November|December'
const shortMonths = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec'

const tokens: Readonly<Record<string, Token>> = {
  yyyy: { field: 'year', source: '\\d{4}', strptime: '%Y' },
  yy: { field: 'shortYear', source: '\\d{2}', strptime: '%y' },
  MMMM: { field: 'monthName', source: `(?i:${fullMonths})`, strptime: '%B' },
  MMM: { field: 'monthName', source: `(?i:${shortMonths})`, strptime: '%b' },
  MM: { field: 'month', source: '\\d{1,2}', strptime: '%m' },
  M: { field: 'month', source: '\\d{1,2}', strptime: '%m' },
  dd: { field: 'day', source: '\\d{1,2}', strptime: '%d' },
  d: { field: 'day', source: '\\d{1,2}', strptime: '%d' },
  EEEE: { field: 'dayName', source: '(?i:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)', strptime: '%A' },
  EEE: { field: 'dayName', source: '(?i:Mon|Tue|Wed|Thu|Fri|Sat|Sun)', strptime: '%a' },
  HH: { field: 'hour', source: '\\d{1,2}', strptime: '%H' },
  H: { field: 'hour', source: '\\d{1,2}', strptime: '%H' },
  hh: { field: 'hour12', source: '\\d{1,2}', strptime: '%I' },
  h: { field: 'hour12', source: '\\d{1,2}', strptime: '%I' },
  mm: { field: 'minute', source: '\\d{1,2}', strptime: '%M' },
  ss: { field: 'second', source: '\\d{1,2}', strptime: '%S' },
  SSS: { field: 'fraction', source: '\\d{1,9}', strptime: '%f' },
  a: { field: 'half', source: '(?i:am|pm)', strptime: '%p' },
  ZZ: { field: 'zone', source: '[-+]\\d{2}(?::?\\d{2})?', strptime: '%z' },
  xxxx: { field: 'weekYear', source: '\\d{4}', strptime: '%G' },
  ww: { field: 'week', source: '\\d{1,2}', strptime: '%V' },
  e: { field: 'weekDay', source: '[1-7]', strptime: '%u' },
  Q: { field: 'quarter', source: '[1-4]', strptime: null },
}
const longest = Object.keys(tokens).sort((a, b) => b.length - a.length)
const aliases: Readonly<Record<string, string>> = {
  y: 'yyyy',
  S: 'SSS',
  SS: 'SSS',
  SSSSSS: 'SSS',
  m: 'mm',
  s: 'ss',
  Z: 'ZZ',
  X: 'ZZ',
  XXX: 'ZZ',
}

const literal = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')

/** A number that another follows without a mark between them has all of its digits. */
const numberAhead = /^(?:yy|x|MM?(?!M)|d|H|h|m|s|S|w|e|Q)/
const exact = (source: string): string => source.replace('\\d{1,2}', '\\d{2}')

/** Null when the pattern has a part that is not known here. */
export const compileJoda = (pattern: string): CompiledPattern | null => {
  let source = ''
  let strptime: string | null = ''
  const fields: Field[] = []
  const add = (text: string): void => {
    source += literal(text)
    if (strptime !== null) strptime += text.replaceAll('%', '%%')
  }
  for (let at = 0; at < pattern.length; ) {
    if (pattern[at] === "'") {
      const close = pattern.indexOf("'", at + 1)
      if (close < 0) return null
      add(close === at + 1 ? "'" : pattern.slice(at + 1, close))
      at = close + 1
      continue
    }
    const run = /^([A-Za-z])\1*/.exec(pattern.slice(at))?.[0]
    if (run === undefined) {
      add(pattern[at] as string)
      at++
      continue
    }
    const name = longest.includes(run) ? run : aliases[run]
    const token = name === undefined ? undefined : tokens[name]
    if (token === undefined) return null
    at += run.length
    source += `(${numberAhead.test(pattern.slice(at)) ? exact(token.source) : token.source})`
    fields.push(token.field)
    strptime = strptime === null || token.strptime === null ? null : strptime + token.strptime
  }
  const zoned = fields.includes('zone') || /'(?:Z|UTC|GMT)'|' (?:UTC|GMT)'/.test(pattern)
  return { pattern, source, regexp: new RegExp(`^\\s*${source}\\s*$`), fields, strptime, zoned }
}

/** Epoch milliseconds of a text under a pattern, a zoneless one read as UTC; null when it does not fit or is no real date. */
export const parseJoda = (compiled: CompiledPattern, text: string): number | null => {
  const match = compiled.regexp.exec(text)
  if (match === null) return null
  const found = new Map(compiled.fields.map((field, n) => [field, match[n + 1] as string]))
  const number = (field: Field, otherwise: number): number => Number(found.get(field) ?? otherwise)
  const half = found.get('half')?.toLowerCase()
  const hour12 = number('hour12', 12)
  if (half !== undefined && (hour12 < 1 || hour12 > 12)) return null
  const hour = half === undefined ? number('hour', number('hour12', 0)) : (hour12 % 12) + (half === 'pm' ? 12 : 0)
  const [minute, second] = [number('minute', 0), number('second', 0)]
  if (hour > 23 || minute > 59 || second > 59) return null
  const day = found.has('week') ? weekDay(found) : calendarDay(found)
  if (day === null) return null
  const ms = Number((found.get('fraction') ?? '').padEnd(3, '0').slice(0, 3))
  return day + ((hour * 60 + minute - offsetOf(found.get('zone'))) * 60 + second) * 1000 + ms
}

type Found = ReadonlyMap<Field, string>

const midnight = (year: number, month: number, day: number): Date => {
  const stamp = new Date(0)
  stamp.setUTCFullYear(year, month - 1, day)
  return stamp
}

const calendarDay = (found: Found): number | null => {
  const short = Number(found.get('shortYear'))
  const year = found.has('shortYear') ? short + (short < 69 ? 2000 : 1900) : Number(found.get('year') ?? 1970)
  const named = found.get('monthName')?.slice(0, 3).toLowerCase()
  const quarter = found.get('quarter')
  const month =
    named !== undefined
      ? monthNames.indexOf(named) + 1
      : quarter !== undefined
        ? Number(quarter) * 3 - 2
        : Number(found.get('month') ?? 1)
  const day = Number(found.get('day') ?? 1)
  if (month < 1 || month > 12 || day < 1) return null
  const stamp = midnight(year, month, day)
  return stamp.getUTCMonth() === month - 1 ? stamp.getTime() : null
}

/** Week 1 is the one with 4 January in it, and begins on a Monday. */
const weekDay = (found: Found): number | null => {
  const year = Number(found.get('weekYear') ?? found.get('year'))
  const week = Number(found.get('week'))
  const fourth = midnight(year, 1, 4)
  const monday = fourth.getTime() + (7 * (week - 1) - ((fourth.getUTCDay() + 6) % 7)) * dayMillis
  if (week < 1 || new Date(monday + 3 * dayMillis).getUTCFullYear() !== year) return null
  return monday + (Number(found.get('weekDay') ?? 1) - 1) * dayMillis
}

const offsetOf = (zone: string | undefined): number => {
  if (zone === undefined) return 0
  const digits = zone.replaceAll(':', '').slice(1)
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4) || 0)
  return zone.startsWith('-') ? -minutes : minutes
}
