import { Skeleton } from '@mantine/core'
import type { Table } from '@nemeton/contract'
import { useMemo } from 'react'
import { formatExact, toNumber } from '../format/number.ts'
import { formatAs, formatShortAs } from '../format/number-format.ts'
import { Sparkline } from '../ui/Sparkline.tsx'
import { isPartial } from '../visualizations/time-series.ts'
import { useAnswer } from './queries.ts'
import { type Scene, timeQuestion } from './questions.ts'
import { chooseBucket } from './range.ts'
import { frameOf, pointsOf } from './series.ts'
import styles from './Totals.module.css'
import type { Update } from './use-exploration.ts'

interface TotalsProps {
  readonly scene: Scene
  readonly totals: Table | null
  readonly stale: boolean
  readonly update: Update
}

/** Each measure over everything that the filters let through; pressing one puts it in front. */
export function Totals({ scene, totals, stale, update }: TotalsProps) {
  const { measures, measure, span, exploration } = scene
  const bucket = exploration.bucket ?? chooseBucket(span)
  const time = useAnswer(timeQuestion(scene, bucket))
  const shapes = useMemo(() => {
    const frame = time.data && frameOf(time.data.question)
    if (!time.data || !frame) return null
    const zero = measures.map(({ additive }) => additive)
    const points = pointsOf(time.data.table.rows, measures.length, { ...frame, zero })
    const whole = points.filter(({ at }) => !isPartial(at, frame))
    return whole.length > 2 ? whole : points
  }, [time.data, measures])
  return (
    <section className={styles.totals} aria-label="Totals" aria-busy={stale || totals === null}>
      {measures.map((offered, index) => {
        const cell = totals?.rows[0]?.[index]
        const value = toNumber(cell)
        const isRows = offered.key === 'count'
        return (
          <button
            type="button"
            key={offered.key}
            className={styles.card}
            aria-pressed={offered.key === measure.key}
            title={`${offered.title}: ${formatExact(value)}`}
            onClick={() => update((state) => ({ ...state, measure: offered.key }))}
          >
            <span className={styles.title}>{offered.title}</span>
            {totals === null ? (
              <Skeleton height={22} width="60%" my={3} />
            ) : (
              <span
                className={styles.value}
                data-testid={isRows ? 'total-rows' : undefined}
                data-value={isRows && !stale ? String(cell ?? 0) : undefined}
                style={{ opacity: stale ? 0.5 : 1 }}
              >
                {isRows || (value !== null && Math.abs(value) < 1e7)
                  ? formatAs(value, offered.format)
                  : formatShortAs(value, offered.format)}
              </span>
            )}
            <span className={styles.spark}>
              {shapes && (
                <Sparkline
                  values={shapes.map(({ values }) => values[index] ?? null)}
                  height={26}
                  color={offered.key === measure.key ? 'var(--n-series-0)' : 'var(--n-series-7)'}
                />
              )}
            </span>
          </button>
        )
      })}
    </section>
  )
}
