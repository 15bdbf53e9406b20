import { epochMillis, epochRule } from './epoch.ts'
import { type CompiledPattern, compileJoda, parseJoda } from './joda.ts'
import { dates, extra, times } from './time-patterns.ts'

/** One way to read a column as time. */
export interface TimeRule {
  readonly type: 'timestamp'
  /** What Druid's timestampSpec takes: a Joda pattern, `iso`, `auto`, `posix`, `millis`, `micro`, `nano`. */
  readonly format: string
  /** Joda patterns that together cover the values; empty for numbers since 1970. */
  readonly patterns: readonly string[]
  /** Units a second for numbers since 1970. */
  readonly epoch: 1 | 1_000 | 1_000_000 | 1_000_000_000 | null
  readonly order?: 'day-first' | 'month-first'
}

const compiled = new Map<string, CompiledPattern>()
export const patternOf = (pattern: string): CompiledPattern | null => {
  const known = compiled.get(pattern)
  if (known !== undefined) return known
  const made = compileJoda(pattern)
  if (made !== null && compiled.size < 5_000) compiled.set(pattern, made)
  return made
}

const fitting = (pattern: string, values: readonly string[]): number => {
  const form = patternOf(pattern)
  return form === null ? 0 : values.reduce((count, value) => count + (parseJoda(form, value) === null ? 0 : 1), 0)
}

/** One-digit days and months make `dd` a `d`. */
const narrowed = (pattern: string, values: readonly string[]): string => {
  if (!/dd|MM|HH|hh/.test(pattern) || /yyyyMM/.test(pattern)) return pattern
  const form = patternOf(pattern) as CompiledPattern
  const short = new Set<string>()
  for (const value of values) {
    form.regexp
      .exec(value)
      ?.slice(1)
      .forEach((part, n) => {
        if (part.length === 1) short.add(form.fields[n] as string)
      })
  }
  const swap = (text: string): string =>
    text
      .replace(/dd/, short.has('day') || short.has('month') || /MMM/.test(text) ? 'd' : 'dd')
      .replace(/(?<!M)MM(?!M)/, short.has('day') || short.has('month') ? 'M' : 'MM')
      .replace(/HH/, short.has('hour') ? 'H' : 'HH')
      .replace(/hh/, short.has('hour12') ? 'h' : 'hh')
  return swap(pattern)
}

const isIso = (pattern: string): boolean => /^yyyy-MM-dd(?:'T'HH:mm(?::ss(?:\.SSS)?)?(?:ZZ|'Z')?)?$/.test(pattern)

const ruleOf = (patterns: readonly string[]): TimeRule => {
  const [first] = patterns as [string]
  const all = (test: (pattern: string) => boolean): boolean => patterns.every(test)
  const format =
    patterns.length === 1 && !first.includes("'T'")
      ? first
      : all(isIso)
        ? 'iso'
        : all((pattern) => isIso(pattern.replace(' HH', "'T'HH")))
          ? 'auto'
          : first
  const day = first.search(/d/)
  const month = first.search(/M/)
  const numeric = !/MMM|yyyy[-/.]?MM|E/.test(first) && day >= 0 && month >= 0
  return {
    type: 'timestamp',
    format,
    patterns,
    epoch: null,
    ...(numeric ? { order: day < month ? 'day-first' : 'month-first' } : {}),
  }
}

/**
 * All readings of values as written dates, the likeliest first. A reading may need several patterns (with and without
 * seconds); values that no pattern fits may be up to `tolerance` of all.
 */
export const writtenTimes = (values: readonly string[], tolerance = 0.05): TimeRule[] => {
  if (values.length === 0) return []
  const few = values.slice(0, 24)
  const allowed = few.length * Math.max(tolerance, few.length < 8 ? 0 : 0.2)
  const rules: TimeRule[] = []
  for (const date of dates) {
    const left = few.filter((value) => !coveredByDate(date, value)).length
    if (left > allowed) continue
    const patterns: string[] = []
    let rest = [...values]
    for (const time of times) {
      if (rest.length === 0) break
      const pattern = date + time
      const form = patternOf(pattern)
      if (form === null || !rest.slice(0, 50).some((value) => form.regexp.test(value))) continue
      const before = rest.length
      rest = rest.filter((value) => parseJoda(form, value) === null)
      if (rest.length < before) patterns.push(narrowed(pattern, values))
    }
    if (patterns.length > 0 && patterns.length <= 6 && rest.length <= values.length * tolerance)
      rules.push(ruleOf(patterns))
  }
  for (const pattern of extra) {
    if (rules.length === 0 && fitting(pattern, values) >= values.length * (1 - tolerance))
      rules.push(ruleOf([narrowed(pattern, values)]))
  }
  return rules
}

const prefixes = new Map<string, RegExp>()
const coveredByDate = (date: string, value: string): boolean => {
  let prefix = prefixes.get(date)
  if (prefix === undefined) {
    prefix = new RegExp(`^\\s*${(patternOf(date) as CompiledPattern).source}(?![\\d])`)
    prefixes.set(date, prefix)
  }
  return prefix.test(value)
}

export const yearRule: TimeRule = { type: 'timestamp', format: 'yyyy', patterns: ['yyyy'], epoch: null }

/** Joda knows no quarters, and starts a week on the day of the week that 1970 began with. */
export const isWeekOrQuarter = (format: string): boolean => /[Qxw]/.test(format.replaceAll(/'[^']*'/g, ''))

/** A rule for a format that a plan names; null when it is not understood. */
export const ruleForFormat = (format: string): TimeRule | null => {
  const epoch = epochRule(format)
  if (epoch !== null) return epoch
  if (format === 'iso' || format === 'auto') {
    const clock = [
      '',
      ...["'T'", ' '].flatMap((between) =>
        ['HH:mm', 'HH:mm:ss', 'HH:mm:ss.SSS'].flatMap((time) => [
          between + time,
          `${between}${time}'Z'`,
          `${between}${time}ZZ`,
        ]),
      ),
    ]
    return { type: 'timestamp', format, patterns: clock.map((time) => `yyyy-MM-dd${time}`), epoch: null }
  }
  return patternOf(format) === null ? null : { type: 'timestamp', format, patterns: [format], epoch: null }
}

/** Times that are read: years of four digits, as far as Druid and ISO-8601 go without a sign. */
export const timeRange = { from: -30_610_224_000_000, to: 253_402_300_799_999 } as const

/** A text under a rule: epoch milliseconds, a local time as if it were UTC, and whether it says its zone itself. */
export const readTime = (rule: TimeRule, text: string): { readonly ms: number; readonly zoned: boolean } | null => {
  if (rule.epoch !== null) {
    const ms = epochMillis(text, rule.epoch)
    return ms !== null && inRange(ms) ? { ms, zoned: true } : null
  }
  for (const pattern of rule.patterns) {
    const form = patternOf(pattern)
    const ms = form === null ? null : parseJoda(form, text)
    if (form !== null && ms !== null && inRange(ms)) return { ms, zoned: form.zoned }
  }
  return null
}

const inRange = (ms: number): boolean => ms >= timeRange.from && ms <= timeRange.to

/** Epoch milliseconds of a text under a rule, zoneless stamps read as UTC. */
export const timeOf = (rule: TimeRule, text: string): number | null => readTime(rule, text)?.ms ?? null
