/** A Joda pattern understood: how to recognise it, how DuckDB reads it, and which field each group of the expression is. */
export interface CompiledPattern {
  readonly pattern: string
  /** Accepted by JavaScript and by RE2. */
  readonly source: string
  readonly regexp: RegExp
  readonly fields: readonly Field[]
  /** A zone may be written as `Z` or as an offset, which takes two formats. */
  readonly strptime: readonly string[]
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

interface Token {
  readonly field: Field
  readonly source: string
  readonly strptime: readonly string[]
}

export const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const fullMonths = 'January|February|March|April|May|June|July|August|September|October|November|December'
const shortMonths = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec'

const tokens: Readonly<Record<string, Token>> = {
  yyyy: { field: 'year', source: '\\d{4}', strptime: ['%Y'] },
  yy: { field: 'shortYear', source: '\\d{2}', strptime: ['%y'] },
  MMMM: { field: 'monthName', source: `(?i:${fullMonths})`, strptime: ['%B'] },
  MMM: { field: 'monthName', source: `(?i:${shortMonths})`, strptime: ['%b'] },
  MM: { field: 'month', source: '\\d{1,2}', strptime: ['%m'] },
  M: { field: 'month', source: '\\d{1,2}', strptime: ['%m'] },
  dd: { field: 'day', source: '\\d{1,2}', strptime: ['%d'] },
  d: { field: 'day', source: '\\d{1,2}', strptime: ['%d'] },
  EEEE: { field: 'dayName', source: '(?i:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)', strptime: ['%A'] },
  EEE: { field: 'dayName', source: '(?i:Mon|Tue|Wed|Thu|Fri|Sat|Sun)', strptime: ['%a'] },
  HH: { field: 'hour', source: '\\d{1,2}', strptime: ['%H'] },
  H: { field: 'hour', source: '\\d{1,2}', strptime: ['%H'] },
  hh: { field: 'hour12', source: '\\d{1,2}', strptime: ['%I'] },
  h: { field: 'hour12', source: '\\d{1,2}', strptime: ['%I'] },
  mm: { field: 'minute', source: '\\d{2}', strptime: ['%M'] },
  ss: { field: 'second', source: '\\d{2}', strptime: ['%S'] },
  SSS: { field: 'fraction', source: '\\d{1,6}', strptime: ['%f'] },
  a: { field: 'half', source: '(?i:am|pm)', strptime: ['%p'] },
  ZZ: { field: 'zone', source: '[-+]\\d{2}(?::?\\d{2})?', strptime: ['%z'] },
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

/** Null when the pattern has a part that is not known here. */
export const compileJoda = (pattern: string): CompiledPattern | null => {
  let source = ''
  let formats = ['']
  const fields: Field[] = []
  for (let at = 0; at < pattern.length; ) {
    if (pattern[at] === "'") {
      const close = pattern.indexOf("'", at + 1)
      if (close < 0) return null
      const text = close === at + 1 ? "'" : pattern.slice(at + 1, close)
      source += literal(text)
      formats = formats.map((format) => format + text.replaceAll('%', '%%'))
      at = close + 1
      continue
    }
    const run = /^([A-Za-z])\1*/.exec(pattern.slice(at))?.[0]
    if (run === undefined) {
      source += literal(pattern[at] as string)
      formats = formats.map((format) => format + (pattern[at] === '%' ? '%%' : pattern[at]))
      at++
      continue
    }
    const name = longest.includes(run) ? run : aliases[run]
    const token = name === undefined ? undefined : tokens[name]
    if (token === undefined) return null
    source += `(${token.source})`
    fields.push(token.field)
    formats = token.strptime.flatMap((part) => formats.map((format) => format + part))
    at += run.length
  }
  return { pattern, source, regexp: new RegExp(`^\\s*${source}\\s*$`), fields, strptime: formats }
}

/** Epoch milliseconds of a text under a pattern, a zoneless one read as UTC; null when it does not fit or is no real date. */
export const parseJoda = (compiled: CompiledPattern, text: string): number | null => {
  const match = compiled.regexp.exec(text)
  if (match === null) return null
  const date = { year: 1970, month: 1, day: 1, hour: 0, minute: 0, second: 0, ms: 0, half: '', offset: 0 }
  compiled.fields.forEach((field, n) => {
    const part = match[n + 1] as string
    if (field === 'year') date.year = Number(part)
    else if (field === 'shortYear') date.year = Number(part) + (Number(part) < 69 ? 2000 : 1900)
    else if (field === 'month') date.month = Number(part)
    else if (field === 'monthName') date.month = monthNames.indexOf(part.slice(0, 3).toLowerCase()) + 1
    else if (field === 'day') date.day = Number(part)
    else if (field === 'hour' || field === 'hour12') date.hour = Number(part)
    else if (field === 'minute') date.minute = Number(part)
    else if (field === 'second') date.second = Number(part)
    else if (field === 'fraction') date.ms = Math.floor(Number(`0.${part}`) * 1000)
    else if (field === 'half') date.half = part.toLowerCase()
    else if (field === 'zone') date.offset = offsetOf(part)
  })
  if (date.half !== '') {
    if (date.hour < 1 || date.hour > 12) return null
    date.hour = (date.hour % 12) + (date.half === 'pm' ? 12 : 0)
  }
  if (date.month < 1 || date.month > 12 || date.day < 1 || date.hour > 23 || date.minute > 59 || date.second > 59)
    return null
  const stamp = new Date(0)
  stamp.setUTCFullYear(date.year, date.month - 1, date.day)
  if (stamp.getUTCMonth() !== date.month - 1) return null
  return stamp.getTime() + ((date.hour * 60 + date.minute - date.offset) * 60 + date.second) * 1000 + date.ms
}

const offsetOf = (zone: string): number => {
  if (zone === 'Z') return 0
  const digits = zone.replaceAll(':', '').slice(1)
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2, 4) || 0)
  return zone.startsWith('-') ? -minutes : minutes
}
