import { ProductError } from '@nemeton/contract'
import { maxColumns } from './delimited.ts'
import { literal } from './literal.ts'
import { canonicalFrom, canonicalRow, openSink } from './rewrite.ts'
import type { BadRow, FirstBad, Source } from './source.ts'
import { linesOf } from './text-lines.ts'

const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message.replace(/ in JSON at position.*| \(line.*$/s, '') : 'it cannot be read'

type Base = Pick<
  Source,
  'format' | 'compression' | 'path' | 'badPath' | 'dialect' | 'encoding' | 'bom' | 'quotes' | 'warnings'
>

const flat = (value: unknown, prefix: string, into: Map<string, string | null>, depth = 0): boolean => {
  let nested = false
  for (const [key, inner] of Object.entries(value as Record<string, unknown>)) {
    const name = prefix === '' ? key : `${prefix}.${key}`
    if (
      inner !== null &&
      typeof inner === 'object' &&
      !Array.isArray(inner) &&
      depth < 7 &&
      Object.keys(inner).length > 0
    ) {
      flat(inner, name, into, depth + 1)
      nested = true
    } else {
      nested ||= Array.isArray(inner)
      into.set(
        name,
        inner === null
          ? null
          : typeof inner === 'string'
            ? inner
            : typeof inner === 'object'
              ? JSON.stringify(inner)
              : String(inner),
      )
    }
  }
  return nested
}

/** As of any row: quotes and line feeds of it are doubled in the copy. */
const longest = 2_000_000

/** Keeps the digits of numbers that JavaScript would round. */
const parseExact = (line: string): unknown =>
  JSON.parse(line, ((_key: string, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' && context?.source !== undefined && !Number.isSafeInteger(value)
      ? context.source
      : value) as (key: string, value: unknown) => unknown)

/** Reads lines of JSON one by one, setting broken ones aside: for files that DuckDB refuses as a whole. */
export const copyLines = async (base: Base, copy: string, signal: AbortSignal): Promise<Source> => {
  const names: string[] = []
  const known = new Map<string, number>()
  let nested = false
  const lines = (): AsyncIterable<string> => linesOf(base.path, signal)
  const parse = (line: string): Map<string, string | null> | string => {
    if (line.length > longest) return 'it is longer than 2 MB'
    try {
      const value = parseExact(line)
      if (value === null || typeof value !== 'object' || Array.isArray(value)) return 'it is no JSON object'
      const cells = new Map<string, string | null>()
      nested = flat(value, '', cells) || nested
      return cells
    } catch (error) {
      return reasonOf(error)
    }
  }
  for await (const line of lines()) {
    if (line.trim() === '') continue
    const cells = parse(line)
    if (typeof cells === 'string') continue
    for (const name of cells.keys()) {
      if (known.has(name)) continue
      known.set(name, names.length)
      names.push(name)
    }
    if (names.length > maxColumns)
      throw new ProductError(
        'too_many_columns',
        `The objects have more than ${maxColumns.toLocaleString('en')} different fields.`,
        { details: { columns: names.length } },
      )
  }
  const sink = openSink(copy)
  const bad = openSink(base.badPath)
  const sample: (string | null)[][] = []
  let number = 0
  let wrong = 0
  let firstBad: FirstBad | null = null
  for await (const line of lines()) {
    number++
    if (line.trim() === '') continue
    const cells = parse(line)
    if (typeof cells === 'string') {
      wrong++
      const reason = line.length > longest ? cells : `it is broken JSON: ${cells}`
      firstBad ??= { line: number, reason }
      bad.write(`${JSON.stringify({ line: number, reason, row: line.slice(0, 10_000) } satisfies BadRow)}\n`)
    } else {
      const row = names.map((name) => cells.get(name) ?? null)
      if (sample.length < 2_000) sample.push(row)
      sink.write(canonicalRow(number, 0, 0, row))
    }
    await sink.room()
    await bad.room()
  }
  await sink.close()
  await bad.close()
  if (names.length === 0)
    throw new ProductError('no_rows', 'No line of the file is a JSON object.', { details: { rejected: wrong } })
  return {
    ...base,
    from: canonicalFrom(copy, names.length, literal),
    names,
    cells: names.map((_, n) => `c${n}`),
    declared: names.map(() => null),
    sample,
    spread: sample,
    growth: Number.POSITIVE_INFINITY,
    located: true,
    bad: wrong,
    firstBad,
    nested,
  }
}
