import { toNumber } from '../format/number.ts'
import { floorTo, type Period, periods } from '../format/time.ts'
import { valueWords } from '../ui/value-words.ts'
import { cellText, type Result } from './result.ts'

export interface ChartPoint {
  readonly at: number
  readonly values: readonly (number | null)[]
}

interface TimeShape {
  readonly kind: 'time'
  readonly points: readonly ChartPoint[]
  readonly names: readonly string[]
  readonly bucket: Period
}

interface BarShape {
  readonly kind: 'bars'
  readonly bars: readonly { readonly name: string; readonly value: number }[]
  readonly name: string
}

const mostSeries = 8
const mostBars = 50
const zone = 'Etc/UTC'

/** The chart that a result makes: one column of times, or of texts, beside numbers; else why there is none. */
export function chartOf({
  columns,
  rows,
}: Result): TimeShape | BarShape | { readonly kind: 'none'; readonly why: string } {
  const places = (kind: string) => columns.flatMap((column, index) => (column.kind === kind ? [index] : []))
  const numbers = places('number').slice(0, mostSeries)
  const times = places('time')
  const texts = places('text')
  if (rows.length === 0) return { kind: 'none', why: 'There are no rows to draw.' }
  if (numbers.length === 0) return { kind: 'none', why: 'A chart needs a column of numbers.' }
  if (times.length + texts.length !== 1)
    return { kind: 'none', why: 'A chart needs one column of times or of texts beside the numbers.' }
  const [time] = times
  if (time === undefined) {
    const [text = 0] = texts
    const [number = 0] = numbers
    const bars = rows.slice(0, mostBars).flatMap((row) => {
      const value = toNumber(row[number])
      return value === null ? [] : [{ name: valueWords(row[text] === null ? null : cellText(row[text])), value }]
    })
    return { kind: 'bars', bars, name: columns[number]?.name ?? '' }
  }
  const points = rows
    .map((row) => ({ at: Date.parse(String(row[time])), values: numbers.map((place) => toNumber(row[place])) }))
    .filter(({ at }) => Number.isFinite(at))
    .toSorted((one, other) => one.at - other.at)
  const distinct = new Set(points.map(({ at }) => at)).size
  if (distinct < 2 || distinct < points.length)
    return { kind: 'none', why: 'A chart over time needs two times or more, each in one row.' }
  return { kind: 'time', points, names: numbers.map((place) => columns[place]?.name ?? ''), bucket: bucketOf(points) }
}

/** The longest bucket that every time begins. */
function bucketOf(points: readonly ChartPoint[]): Period {
  const sample = points.slice(0, 500)
  const fitting = periods.filter((period) => sample.every(({ at }) => floorTo(at, period, zone) === at))
  return fitting.at(-1) ?? 'PT1S'
}
