import { memo, useMemo } from 'react'
import { describeError } from '../api/error.ts'
import { periodNames } from '../format/time.ts'
import { Failed } from '../ui/Failed.tsx'
import { compare } from '../visualizations/change.ts'
import { overview } from '../visualizations/registry.ts'
import type { Compared } from '../visualizations/result.ts'
import { isPartial } from '../visualizations/time-series.ts'
import type { OfferedMeasure } from './measures.ts'
import { type Answer, useAnswer } from './queries.ts'
import { timeQuestion, totalsQuestion } from './questions.ts'
import { chooseBucket, type Span } from './range.ts'
import type { Scene } from './scene.ts'
import { type Frame, frameOf, type Point, pointsOf, settledSpan } from './series.ts'
import { shiftWords } from './shift.ts'
import styles from './Totals.module.css'
import { placesOf, readTotal } from './table-places.ts'
import type { Update } from './use-exploration.ts'

const { total: Total } = overview

interface TotalsProps {
  readonly scene: Scene
  readonly update: Update
}

/** Each measure over everything that the filters let through; pressing one puts it in front. */
export const Totals = memo(function Totals({ scene, update }: TotalsProps) {
  const { measures, measure, span, bounds, exploration, shift } = scene
  const asked = useAnswer(totalsQuestion(scene), 'totals')
  const totals = asked.data?.table ?? null
  const stale = asked.isPlaceholderData
  const time = useAnswer(timeQuestion(scene, exploration.bucket ?? chooseBucket(span)), 'time')
  const course = useMemo(() => time.data && readCourse(time.data, measures, bounds), [time.data, measures, bounds])
  if (asked.isError) return <Failed {...describeError(asked.error)} onRetry={() => void asked.refetch()} />
  return (
    <section className={styles.totals} aria-label="Totals" aria-busy={stale || totals === null}>
      {measures.map((offered, index) => {
        const value = totals && readTotal(totals, offered.key)
        const shape = course?.points.map(({ values }) => values[index] ?? null) ?? null
        const steps = shift === null ? lastStep(shape) : value
        const before =
          shift === null ? course && `last ${periodNames[course.frame.bucket]}` : `vs ${shiftWords(shift)} before`
        return (
          <Total
            key={offered.key}
            measure={{ ...offered, approximate: totals?.approximate.includes(offered.key) ?? false }}
            isRows={offered.key === 'count'}
            pressed={offered.key === measure.key}
            value={value}
            stale={stale}
            before={before ?? null}
            change={steps}
            shape={shape}
            onPress={() => update((state) => ({ ...state, measure: offered.key }))}
          />
        )
      })}
    </section>
  )
})

interface Course {
  readonly frame: Frame
  readonly points: readonly Point[]
}

/** Whole buckets only, where there are some: one at the edge would look like a fall. */
function readCourse({ question, table }: Answer, measures: readonly OfferedMeasure[], bounds: Span): Course | null {
  const frame = frameOf(question)
  if (frame === null) return null
  const places = measures.map(({ key }) => placesOf(table.columns, key).now)
  const rows = table.rows.map((row) => [row[0] ?? null, ...places.map((place) => row[place] ?? null)])
  const points = pointsOf(rows, measures.length, { ...frame, zero: measures.map(({ additive }) => additive) })
  const settled = { ...frame, span: settledSpan(frame, bounds, Date.now()) }
  const whole = points.filter(({ at }) => !isPartial(at, settled))
  return { frame, points: whole.length > 2 ? whole : points }
}

/** The last bucket against the one before it: what has changed when there is no earlier interval to compare with. */
function lastStep(shape: readonly (number | null)[] | null): Compared | null {
  if (shape === null || shape.length < 3) return null
  return compare(shape.at(-1) ?? null, shape.at(-2) ?? null)
}
