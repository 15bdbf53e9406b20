import { Button, Skeleton } from '@mantine/core'
import { IconCalendar } from '@tabler/icons-react'
import { Suspense, useState } from 'react'
import { dateIn, floorTo, formatRange } from '../format/time.ts'
import { Flyout } from '../ui/Flyout.tsx'
import { lazily } from '../ui/lazily.ts'
import { type LastPeriod, lastPeriods, type Range } from './exploration.ts'
import styles from './IntervalPicker.module.css'
import { endOfDay, resolveRange, type Span } from './range.ts'
import type { Scene } from './scene.ts'
import type { Update } from './use-exploration.ts'

const CustomDates = lazily(async () => (await import('./CustomDates.tsx')).CustomDates)

const names: Readonly<Record<LastPeriod, string>> = {
  P1D: 'Last day',
  P1W: 'Last 7 days',
  P1M: 'Last month',
  P3M: 'Last 3 months',
  P1Y: 'Last 12 months',
}

const nameOf = (range: Range): string | null =>
  range.kind === 'all' ? 'All' : range.kind === 'last' ? names[range.period] : null

/** The data's own ends fall on odd seconds; its first and last day say enough. */
const rangeWords = (range: Range, { from, to }: Span, zone: string): string =>
  range.kind === 'all' ? formatRange(floorTo(from, 'P1D', zone), endOfDay(to, zone), zone) : formatRange(from, to, zone)

/** The interval with its dates; presets count back from the end of the data. */
export function IntervalPicker({ scene, bounds, update }: { scene: Scene; bounds: Span; update: Update }) {
  const [opened, setOpened] = useState(false)
  const { exploration, span } = scene
  const { range, timezone } = exploration
  const choose = (next: Range) => {
    setOpened(false)
    update((state) => ({ ...state, range: next, bucket: null }))
  }
  const presets: readonly Range[] = [
    { kind: 'all' },
    ...lastPeriods.toReversed().map((period) => ({ kind: 'last' as const, period })),
  ]
  const name = nameOf(range)
  const dates = rangeWords(range, span, timezone)
  return (
    <Flyout
      label="Interval"
      opened={opened}
      onChange={setOpened}
      target={
        <Button
          className={styles.target}
          variant="default"
          leftSection={<IconCalendar size={14} aria-hidden />}
          onClick={() => setOpened(!opened)}
          aria-label={`Interval: ${name ? `${name}, ` : ''}${dates}`}
        >
          {name === null ? dates : `${name} · ${dates}`}
        </Button>
      }
    >
      <div className={styles.drop}>
        <div className={styles.presets}>
          {presets.map((preset) => {
            const preview = resolveRange(preset, bounds, timezone)
            const chosen = JSON.stringify(preset) === JSON.stringify(range)
            return (
              <button
                type="button"
                key={nameOf(preset)}
                className={styles.preset}
                aria-pressed={chosen}
                onClick={() => choose(preset)}
              >
                {nameOf(preset)}
                <small>{rangeWords(preset, preview, timezone)}</small>
              </button>
            )
          })}
        </div>
        <Suspense fallback={<Skeleton width={250} height={280} />}>
          <CustomDates
            from={dateIn(span.from, timezone)}
            last={dateIn(span.to - 1, timezone)}
            onChoose={(from, to) => choose({ kind: 'between', from, to })}
          />
        </Suspense>
      </div>
    </Flyout>
  )
}
