import { epochTimes } from './epoch.ts'
import { type NumberStyle, writtenSource } from './numbers.ts'
import { type TimeRule, writtenTimes } from './times.ts'

export type Rule =
  | { readonly type: 'string' }
  | { readonly type: 'long' | 'double'; readonly style: NumberStyle | null }
  | { readonly type: 'boolean'; readonly yes: readonly string[]; readonly no: readonly string[] }
  | TimeRule

export const text: Rule = { type: 'string' }

/** Spellings of "no value" in columns of numbers, booleans and times; in columns of text they are values. */
export const nullTokens: readonly string[] = [
  'NA',
  'N/A',
  'n/a',
  'na',
  'N.A.',
  'n.a.',
  'NULL',
  'null',
  'Null',
  'None',
  'none',
  'NONE',
  'NaN',
  'nan',
  'NAN',
  'nil',
  'NIL',
  '#N/A',
  '#NA',
  '#N/A N/A',
  '#VALUE!',
  '#DIV/0!',
  '#REF!',
  '#NAME?',
  '#NULL!',
  '#NUM!',
  '\\N',
  '-',
  '--',
  '---',
  '–',
  '—',
  '.',
  '..',
  '...',
  '?',
  '(null)',
  '<NA>',
  '<null>',
  '*',
  'missing',
  'Missing',
]
const tokens = new Set(nullTokens)
export const isNullToken = (value: string): boolean => tokens.has(value) || value.trim() === ''

const pairs: readonly { readonly yes: string; readonly no: string; readonly alone: boolean }[] = [
  { yes: 'true', no: 'false', alone: true },
  { yes: 'yes', no: 'no', alone: false },
  { yes: 't', no: 'f', alone: false },
  { yes: 'y', no: 'n', alone: false },
  { yes: 'on', no: 'off', alone: false },
  { yes: 'ja', no: 'nein', alone: false },
  { yes: 'oui', no: 'non', alone: false },
  { yes: 'wahr', no: 'falsch', alone: true },
  { yes: 'vrai', no: 'faux', alone: true },
]

const spellings = (word: string): readonly string[] => [
  word,
  word.toUpperCase(),
  `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`,
]

const booleanOf = (values: readonly string[]): Rule | null => {
  const seen = new Set(values.map((value) => value.trim().toLowerCase()))
  if (seen.size > 2) return null
  for (const pair of pairs) {
    if ([...seen].every((value) => value === pair.yes || value === pair.no) && (pair.alone || seen.size === 2)) {
      return { type: 'boolean', yes: spellings(pair.yes), no: spellings(pair.no) }
    }
  }
  return null
}

export const plainLong = /^\s*-?(?:0|[1-9]\d*)\s*$/
export const plainDouble = /^\s*-?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?\s*$/
const limit = 2n ** 63n

/** Whether an integer fits Druid's long. */
export const fitsLong = (value: string): boolean => {
  if (!plainLong.test(value)) return false
  const digits = value.trim()
  if (digits.length < 19) return true
  const number = BigInt(digits)
  return number >= -limit && number < limit
}

/** Digits that name a thing rather than count: leading zeros, a plus sign, telephone numbers. */
export const isCode = (value: string): boolean =>
  /^\s*-?0\d+\s*$/.test(value) || /^\s*\+\d[\d ()-]*\s*$/.test(value) || (plainLong.test(value) && !fitsLong(value))

const styles: readonly NumberStyle[] = [
  { decimal: '.', grouping: '' },
  { decimal: '.', grouping: ',' },
  { decimal: ',', grouping: '' },
  { decimal: ',', grouping: '.' },
  { decimal: ',', grouping: ' ' },
  { decimal: '.', grouping: ' ' },
  { decimal: '.', grouping: "'" },
]
const writtenForms = new Map(styles.map((style) => [style, new RegExp(`^${writtenSource(style)}$`)]))

const writtenOf = (values: readonly string[], decimal: '.' | ',', most: (n: number) => boolean): Rule | null => {
  if (values.some((value) => isCode(value)) || values.some((value) => /^\s*[-+]?\d+-\d/.test(value))) return null
  const order = [...styles].sort((a, b) => Number(b.decimal === decimal) - Number(a.decimal === decimal))
  for (const style of order) {
    const form = writtenForms.get(style) as RegExp
    if (!most(values.filter((value) => form.test(value)).length)) continue
    const fractions = values.some(
      (value) => value.includes(style.decimal) || value.includes('%') || /[eE][-+]?\d/.test(value),
    )
    return { type: fractions ? 'double' : 'long', style }
  }
  return null
}

export interface Hints {
  readonly name: string
  readonly decimal: '.' | ','
}

/**
 * Readings of a column's values, the most specific first and only those that (nearly) all of them allow; several when
 * only the whole file can tell (day before month or after). Text is what is left.
 */
export const inferRules = (sample: readonly string[], hints: Hints): readonly Rule[] => {
  const values = sample.filter((value) => !isNullToken(value))
  if (values.length === 0) return [text]
  const most = (n: number): boolean => n >= values.length * (values.length < 20 ? 1 : 0.97)
  const boolean = booleanOf(values)
  if (boolean !== null) return [boolean]
  const codes = values.filter(isCode).length
  if (codes > 0 && most(values.filter((value) => plainLong.test(value) || isCode(value)).length)) {
    const compact = codes === 0 ? [] : writtenTimes(values, 0).filter((rule) => rule.format.startsWith('yyyyMMdd'))
    return compact.length > 0 ? compact : [text]
  }
  const longs = values.filter(fitsLong).length
  if (most(longs)) {
    const times = [...epochTimes(values, hints.name), ...compactDates(values)]
    return times.length > 0 ? times : [{ type: 'long', style: null }]
  }
  if (most(values.filter((value) => plainDouble.test(value) && Number.isFinite(Number(value))).length)) {
    const times = epochTimes(values, hints.name)
    return times.length > 0
      ? times
      : hints.decimal === ',' && values.every((value) => /^\s*-?\d{1,3}(?:\.\d{3})+\s*$/.test(value))
        ? [{ type: 'long', style: { decimal: ',', grouping: '.' } }]
        : [{ type: 'double', style: null }]
  }
  const times = writtenTimes(values)
  if (times.length > 0) return times
  return [writtenOf(values, hints.decimal, most) ?? text]
}

/** `20240131`: eight digits that are all dates of the last or this century. */
const compactDates = (values: readonly string[]): readonly TimeRule[] =>
  values.length >= 3 && values.every((value) => /^(?:19|20)\d{6}(?:\d{4}|\d{6})?$/.test(value.trim()))
    ? writtenTimes(values, 0)
    : []

/** Every spelling of true and false: for a column that is known to be boolean. */
export const allBooleans: Rule = {
  type: 'boolean',
  yes: [...pairs.flatMap((pair) => spellings(pair.yes)), '1'],
  no: [...pairs.flatMap((pair) => spellings(pair.no)), '0'],
}
