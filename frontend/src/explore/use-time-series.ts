import { useMemo } from 'react'
import type { Period } from '../format/time.ts'
import type { Series, TimePoint } from '../visualizations/time-series.ts'
import { assignColors, colorOf } from './colors.ts'
import { valueWords } from './FilterBar.tsx'
import { type Answer, useAnswer } from './queries.ts'
import { type Scene, seriesQuestion, splitQuestion, timeQuestion } from './questions.ts'
import { type Frame, frameOf, pointsOf, seriesPoints, textOf } from './series.ts'

/** More lines than this cannot be told apart. */
export const mostSeries = 6

interface TimeSeries {
  readonly frame: Frame
  readonly points: readonly TimePoint[]
  readonly series: readonly Series[]
}

/** The measure over time: one line, or one for each of the split's top values. */
export function useTimeSeries(scene: Scene, bucket: Period) {
  const { exploration } = scene
  const { split } = exploration
  const ranking =
    split === null ? null : splitQuestion({ ...scene, exploration: { ...exploration, sort: null } }, split)
  const top = useAnswer(ranking)
  const values =
    top.isPlaceholderData || split === null
      ? null
      : (top.data?.table.rows.slice(0, mostSeries).map((row) => textOf(row[0])) ?? null)
  // until the top values are known the question would be another one: nothing is asked that long
  const question =
    split === null || values?.length === 0
      ? timeQuestion(scene, bucket)
      : values && seriesQuestion(scene, bucket, split, values)
  const query = useAnswer(question)
  const shown = useMemo(() => (query.data ? readTimeSeries(query.data, scene) : null), [query.data, scene])
  return { question, query, shown, error: top.error ?? query.error }
}

function readTimeSeries({ question, table }: Answer, { measures, measure }: Scene): TimeSeries | null {
  const frame = frameOf(question)
  if (frame === null) return null
  if (question.splits.length === 1) {
    const zero = measures.map(({ additive }) => additive)
    const index = measures.findIndex(({ key }) => key === measure.key)
    const points = pointsOf(table.rows, measures.length, { ...frame, zero })
    return {
      frame,
      points: points.map(({ at, values }) => ({ at, values: [values[index] ?? null] })),
      series: [{ name: measure.title, color: colorOf(0) }],
    }
  }
  const asked = question.measures[0]?.name
  const { additive } = measures.find(({ key }) => key === asked) ?? measure
  const values = [...new Set(table.rows.map((row) => textOf(row[0])))]
  const slots = assignColors(values)
  return {
    frame,
    points: seriesPoints(table.rows, values, { ...frame, zero: additive }),
    series: values.map((value) => ({ name: valueWords(value), color: colorOf(slots.get(value) ?? 0) })),
  }
}
