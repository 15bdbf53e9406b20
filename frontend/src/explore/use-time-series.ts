import { useMemo } from 'react'
import type { Period } from '../format/time.ts'
import { valueWords } from '../ui/value-words.ts'
import { assignColors, colorOf } from '../visualizations/colors.ts'
import { mostSeries } from '../visualizations/matrix.ts'
import type { Series, TimePoint } from '../visualizations/time-series.ts'
import { type Answer, useAnswer } from './queries.ts'
import { rankingQuestion, seriesQuestion, timeQuestion } from './questions.ts'
import { rankedSplit } from './ranked-split.ts'
import type { Scene } from './scene.ts'
import { type Frame, frameOf, pointsOf, seriesPoints, settledSpan, textOf } from './series.ts'
import { shiftWords } from './shift.ts'
import { placesOf } from './table-places.ts'

interface TimeSeries {
  readonly frame: Frame
  readonly points: readonly TimePoint[]
  readonly series: readonly Series[]
}

/** The values of the first split by values that have lines of their own, and with them colours on the whole page. */
export function useRanking(scene: Scene) {
  const split = rankedSplit(scene)
  const top = useAnswer(split === null ? null : rankingQuestion(scene, split, mostSeries), 'time ranking')
  const values =
    top.isPlaceholderData || split === null ? null : (top.data?.table.rows.map((row) => textOf(row[0])) ?? null)
  return { split, top, values }
}

/** The measure over time: one line, or one for each of the top values of the first split. */
export function useTimeSeries(scene: Scene, bucket: Period) {
  const { split, top, values } = useRanking(scene)
  // until the top values are known the question would be another one: nothing is asked that long
  const question =
    split === null || values?.length === 0
      ? timeQuestion(scene, bucket)
      : values && seriesQuestion(scene, bucket, split, values)
  const query = useAnswer(question, 'time')
  const { bounds, measures, measure } = scene
  const shown = useMemo(
    () => (query.data ? readTimeSeries(query.data, { bounds, measures, measure }) : null),
    [query.data, bounds, measures, measure],
  )
  return { question, query, shown, error: top.error ?? query.error }
}

function readTimeSeries(
  { question, table }: Answer,
  { bounds, measures, measure }: Pick<Scene, 'bounds' | 'measures' | 'measure'>,
): TimeSeries | null {
  const frame = frameOf(question)
  if (frame === null) return null
  const settled = { ...frame, span: settledSpan(frame, bounds, Date.now()) }
  if (question.splits.length === 1) {
    const places = placesOf(table.columns, measure.key)
    const shown = places.before < 0 ? [places.now] : [places.now, places.before]
    const rows = table.rows.map((row) => [row[0] ?? null, ...shown.map((place) => row[place] ?? null)])
    const earlier = question.compare ? `${shiftWords(question.compare.shift)} before` : ''
    return {
      frame: settled,
      points: pointsOf(rows, shown.length, {
        ...frame,
        zero: shown.map((_, index) => index === 0 && measure.additive),
      }),
      series: [
        { name: measure.title, color: colorOf(0) },
        { name: earlier, color: 'var(--n-series-7)', earlier: true },
      ].slice(0, shown.length),
    }
  }
  const asked = question.measures[0]?.name
  const { additive } = measures.find(({ key }) => key === asked) ?? measure
  const values = [...new Set(table.rows.map((row) => textOf(row[0])))]
  const slots = assignColors(values)
  return {
    frame: settled,
    points: seriesPoints(table.rows, values, { ...frame, zero: additive }),
    series: values.map((value) => ({ name: valueWords(value), color: colorOf(slots.get(value) ?? 0) })),
  }
}
