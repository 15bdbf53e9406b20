import type { PlanColumn, PlanTime } from '@nemeton/contract'
import type { Known } from './plan-rules.ts'
import { patternOf } from './times.ts'
import type { Rule } from './types.ts'

/** The places of a date and of the time of day that belongs to it. */
export interface Pair {
  readonly date: number
  readonly clock: number
}

type Row = readonly (string | null)[]
type ColumnTime = Extract<PlanTime, { kind: 'column' }>

export const joinCells = (date: string | null, clock: string | null): string | null =>
  date === null || clock === null ? null : `${date.trim()} ${clock.trim()}`

/** A row with date and time of day as one more cell. */
export const joinRow = (row: Row, { date, clock }: Pair): Row => [
  ...row,
  joinCells(row[date] ?? null, row[clock] ?? null),
]

const nameOf = (names: readonly string[], { date, clock }: Pair): string => `${names[date]} + ${names[clock]}`

/** What is known of a file with the joined column behind the others. */
export const joinKnown = <K extends Known>(known: K, pair: Pair): K => ({
  ...known,
  names: [...known.names, nameOf(known.names, pair)],
  declared: [...known.declared, null],
  sample: known.sample.map((row) => joinRow(row, pair)),
})

export interface JoinedPlan {
  readonly pair: Pair
  readonly columns: readonly (PlanColumn | null)[]
  readonly time: ColumnTime
}

/** A plan whose time stands in two columns, told as if they were one behind the others; null for other plans. */
export const joinPlan = (
  names: readonly string[],
  columns: readonly (PlanColumn | null)[],
  time: ColumnTime | null,
): JoinedPlan | null => {
  const place = (name: string): number => columns.findIndex((column) => column?.name === name)
  if (time?.clock === undefined) return null
  const pair = { date: place(time.column), clock: place(time.clock.column) }
  const date = columns[pair.date]
  if (date === null || date === undefined || pair.clock < 0) return null
  const name = nameOf(names, pair)
  return {
    pair,
    columns: [...columns.map((column, n) => (n === pair.date ? null : column)), { ...date, name }],
    time: { ...time, column: name, format: `${time.format} ${time.clock.format}` },
  }
}

/** `d.M.yyyy H:mm` as the format of the date and that of the time of day. */
export const splitFormat = (joined: string): { readonly date: string; readonly clock: string } | null => {
  const at = joined.search(/ [Hh]/)
  return at < 0 ? null : { date: joined.slice(0, at), clock: joined.slice(at + 1) }
}

const clockFields = new Set(['hour', 'hour12', 'minute', 'second', 'fraction', 'half', 'zone'])

/** Whether a pattern is a time of day without a date. */
export const isClockFormat = (format: string): boolean => {
  const form = patternOf(format)
  return (
    form?.fields.every((field) => clockFields.has(field)) === true &&
    form.fields.some((field) => field === 'hour' || field === 'hour12')
  )
}

const clockText =
  /^\s*(?:[01]?\d|2[0-3])(?::[0-5]\d(?::[0-5]\d(?:[.,]\d{1,9})?)?\s?(?:[ap]m)?|[0-5]\d(?:[0-5]\d)?)\s*$/i
const dateText = /^\s*(?=.*\d)[\p{L}\d ,./-]+$/u
const dateWords = /date|day|datum|fecha|tarih|tag|jour|giorno|data|dt/gi
const clockWords = /time|hour|uhrzeit|zeit|hora|heure|saat|ora|clock|tm/gi
const spans = /dur|elapsed|length|interval|total|took|wait|delay|lap|split|pace/i

/** What is left of a name without the words for date and time: `start` of `start_date` and `StartTime`. */
const stem = (name: string): string =>
  name
    .replaceAll(dateWords, '')
    .replaceAll(clockWords, '')
    .replaceAll(/[^\p{L}\d]/gu, '')
    .toLowerCase()

const mostTexts = (rows: readonly Row[], index: number, form: RegExp): boolean => {
  const texts = rows.map((row) => row[index] ?? '').filter((cell) => cell.trim() !== '')
  return texts.length > 0 && texts.filter((cell) => form.test(cell)).length >= texts.length * 0.95
}

/**
 * Dates whose time of day stands in a column of its own: of the same name but for those words, right behind the date,
 * or the only such pair of the file. Digits alone (`0930`) are a time of day by their name only.
 */
export const findPairs = (known: Pick<Known, 'names' | 'sample'>, rules: readonly Rule[]): readonly Pair[] => {
  const rows = known.sample.slice(0, 1_000)
  const indices = known.names.map((_, index) => index)
  const name = (index: number): string => known.names[index] ?? ''
  const dates = indices.filter((index) => {
    const rule = rules[index]
    return (
      rule?.type === 'timestamp' && rule.epoch === null && /d|iso/.test(rule.format) && mostTexts(rows, index, dateText)
    )
  })
  const clocks = indices.filter((index) => {
    const type = rules[index]?.type
    if (dates.includes(index) || (type !== 'string' && type !== 'long') || spans.test(name(index))) return false
    const colons = rows.some((row) => (row[index] ?? '').includes(':'))
    return (colons || name(index).search(clockWords) >= 0) && mostTexts(rows, index, clockText)
  })
  return clocks.flatMap((clock): Pair[] => {
    const same = dates.filter((date) => stem(name(date)) === stem(name(clock)))
    const before = dates.filter((date) => date === clock - 1)
    const only = dates.length === 1 && clocks.length === 1 ? dates : []
    const [date] = [...same, ...before, ...only]
    return date === undefined ? [] : [{ date, clock }]
  })
}
