import type { Cell, Query } from '@nemeton/contract'
import { formatNumber, toNumber } from '../format/number.ts'
import { formatBucket, periods } from '../format/time.ts'
import { valueWords } from '../ui/value-words.ts'
import type { Result, ShownSplit } from '../visualizations/result.ts'
import type { Shape } from '../visualizations/suits.ts'
import type { OfferedMeasure } from './measures.ts'
import type { Answer } from './queries.ts'
import type { Span } from './range.ts'
import { plainKey } from './result-question.ts'
import { frameOf, instantOf, settledSpan, textOf } from './series.ts'
import { shiftWords } from './shift.ts'
import { placesOf, readAt } from './table-places.ts'

/** An answer as visualizations take it, read by its own question: the next one may be on its way. */
export function readResult(
  { question, table }: Answer,
  shown: readonly OfferedMeasure[],
  front: string,
  bounds: Span,
  colors: ReadonlyMap<string, ReadonlyMap<string | null, number>> = new Map(),
): Result | null {
  const asked = new Set(question.measures.map(({ name }) => name))
  const measures = shown.filter(({ key }) => asked.has(key))
  if (measures.length === 0) return null
  const width = question.splits.length
  const places = measures.map(({ key }) => placesOf(table.columns, key))
  const others = new Map<number, number[]>()
  for (const { row, split } of table.others ?? []) others.set(row, [...(others.get(row) ?? []), split])
  const frame = frameOf(question)
  const place = measures.findIndex(({ key }) => plainKey(key) === front)
  return {
    splits: question.splits.map((split) => ({
      ...readSplit(split, question.timezone),
      colors: colors.get(split.column) ?? new Map(),
    })),
    measures: measures.map(({ key, title, additive, format }) => ({
      key,
      title,
      additive,
      format,
      approximate: table.approximate.includes(key),
    })),
    front: Math.max(0, place),
    rows: table.rows.map((row, index) => ({
      keys: row.slice(0, width),
      others: others.get(index) ?? [],
      values: places.map((one) => readAt(row, one)),
    })),
    totals: table.totals ? places.map((one) => readAt(table.totals, one)) : null,
    before: question.compare ? `${shiftWords(question.compare.shift)} before` : null,
    zone: question.timezone,
    span: frame === null ? bounds : settledSpan(frame, bounds, Date.now()),
  }
}

function readSplit({ column, bucket }: Query['splits'][number], zone: string): Omit<ShownSplit, 'colors'> {
  if (bucket && 'granularity' in bucket) {
    const period = periods.find((one) => one === bucket.granularity) ?? null
    const label = (cell: Cell) => {
      const at = instantOf(cell)
      return at === null ? valueWords(null) : formatBucket(at, period ?? 'PT1S', zone)
    }
    return { column, kind: 'time', period, label }
  }
  if (bucket) {
    const label = (cell: Cell) => {
      const from = toNumber(cell)
      return from === null ? valueWords(null) : `${formatNumber(from)} – ${formatNumber(from + bucket.size)}`
    }
    return { column, kind: 'number', period: null, label }
  }
  return { column, kind: 'value', period: null, label: (cell) => valueWords(textOf(cell)) }
}

/** What an answer can be drawn as, which may not yet be what is asked for. */
export const shapeOfResult = ({ splits, measures, front }: Result): Shape => ({
  splits: splits.map(({ kind }) => kind),
  daily: splits.some(({ period }) => period === 'P1D'),
  measures: measures.length,
  additive: measures[front]?.additive ?? false,
  numeric: false,
})
