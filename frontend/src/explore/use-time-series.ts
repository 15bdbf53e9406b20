import { useMemo } from 'react'
import type { Period } from '../format/time.ts'
import type { Series } from '../visualizations/time-series.ts'
import { assignColors, colorOf } from './colors.ts'
import { valueWords } from './FilterBar.tsx'
import { useTable } from './queries.ts'
import { type Scene, seriesQuestion, splitQuestion, timeQuestion } from './questions.ts'
import { type Point, pointsOf, seriesPoints, textOf } from './series.ts'

/** More lines than this cannot be told apart. */
export const mostSeries = 6

/** The measure over time: one line, or one for each of the split's top values. */
export function useTimeSeries(scene: Scene, bucket: Period) {
  const { exploration, span, measure, measures } = scene
  const { split } = exploration
  const top = useTable(
    split === null ? null : splitQuestion({ ...scene, exploration: { ...exploration, sort: null } }, split),
  )
  const values = useMemo(
    () => (split === null ? [] : (top.data?.rows.slice(0, mostSeries).map((row) => textOf(row[0])) ?? [])),
    [split, top.data],
  )
  const isSplit = split !== null && values.length > 0
  const question = isSplit ? seriesQuestion(scene, bucket, split, values) : timeQuestion(scene, bucket)
  const query = useTable(question)
  const index = measures.findIndex(({ key }) => key === measure.key)

  const points = useMemo((): readonly Point[] => {
    if (!query.data) return []
    const zone = exploration.timezone
    if (query.data.columns[0]?.name !== '__time')
      return seriesPoints(query.data.rows, values, { span, bucket, zone, zero: measure.additive })
    const zero = measures.map(({ additive }) => additive)
    const all = pointsOf(query.data.rows, measures.length, { span, bucket, zone, zero })
    return all.map((point) => ({ at: point.at, values: [point.values[index] ?? null] }))
  }, [query.data, values, span, bucket, exploration.timezone, measure.additive, measures, index])

  const series = useMemo((): readonly Series[] => {
    if (!query.data || query.data.columns[0]?.name === '__time') return [{ name: measure.title, color: colorOf(0) }]
    const slots = assignColors(values)
    return values.map((value) => ({ name: valueWords(value), color: colorOf(slots.get(value) ?? 0) }))
  }, [query.data, values, measure.title])
  return { question, query, points, series }
}
