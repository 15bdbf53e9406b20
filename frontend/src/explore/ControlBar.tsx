import { Button, NativeSelect } from '@mantine/core'
import { IconListDetails } from '@tabler/icons-react'
import { memo, Suspense, useCallback, useMemo } from 'react'
import { formatOffset } from '../format/time.ts'
import { later } from '../ui/later.ts'
import { lazily } from '../ui/lazily.ts'
import { RefreshPicker } from '../views/RefreshPicker.tsx'
import { Views } from '../views/Views.tsx'
import { ComparePicker } from './ComparePicker.tsx'
import styles from './ExplorePage.module.css'
import { FilterBar } from './FilterBar.tsx'
import { IntervalPicker } from './IntervalPicker.tsx'
import { MeasureMenu } from './MeasureMenu.tsx'
import type { Span } from './range.ts'
import { SplitShelf } from './SplitShelf.tsx'
import { StepButtons } from './StepButtons.tsx'
import type { Scene } from './scene.ts'
import type { Steps, Update } from './use-exploration.ts'

const DatasourcePicker = lazily(later(async () => (await import('./DatasourcePicker.tsx')).DatasourcePicker))

interface ControlBarProps {
  readonly scene: Scene
  readonly bounds: Span
  readonly update: Update
  readonly steps: Steps
}

/** The whole question in two lines: what, when, in which zone, compared with what, filtered how, split by what. */
export const ControlBar = memo(function ControlBar({ scene, bounds, update, steps }: ControlBarProps) {
  const { datasource } = scene
  const refresh = useCallback((seconds: number | null) => update((state) => ({ ...state, refresh: seconds })), [update])
  return (
    <div className={styles.bar}>
      <div className={styles.controls}>
        <Suspense
          fallback={
            <Button variant="default" className={styles.datasource} disabled>
              {datasource.name}
            </Button>
          }
        >
          <DatasourcePicker name={datasource.name} />
        </Suspense>
        <IntervalPicker scene={scene} bounds={bounds} update={update} />
        <ZonePicker zone={scene.exploration.timezone} at={scene.span.to} update={update} />
        <ComparePicker scene={scene} update={update} />
        <div className={styles.steps}>
          <StepButtons steps={steps} />
          <RefreshPicker seconds={scene.exploration.refresh} onChange={refresh} />
        </div>
      </div>
      <div className={styles.filters}>
        <FilterBar scene={scene} update={update} />
        <SplitShelf scene={scene} update={update} />
        <MeasureMenu scene={scene} update={update} />
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconListDetails size={14} aria-hidden />}
          aria-pressed={scene.exploration.rows}
          onClick={() => update((state) => ({ ...state, rows: !state.rows }))}
        >
          Raw rows
        </Button>
        <Views datasource={datasource.name} />
      </div>
    </div>
  )
})

const localZone = Intl.DateTimeFormat().resolvedOptions().timeZone

interface ZonePickerProps {
  readonly zone: string
  /** When the offset is to be that of the zone. */
  readonly at: number
  readonly update: Update
}

/** Four hundred choices, which stay as they are while something else changes. */
const ZonePicker = memo(function ZonePicker({ zone, at, update }: ZonePickerProps) {
  const choices = useMemo(
    () =>
      [...new Set(['Etc/UTC', localZone, zone, ...Intl.supportedValuesOf('timeZone')])].map((one) => ({
        value: one,
        label: zoneLabel(one, at, one === zone),
      })),
    [zone, at],
  )
  return (
    <NativeSelect
      aria-label="Time zone"
      value={zone}
      className={styles.zone}
      data={choices}
      onChange={(event) => {
        const timezone = event.currentTarget.value
        update((state) => ({ ...state, timezone }))
      }}
    />
  )
})

/** Only the chosen zone shows its offset: computing four hundred of them costs a frame. */
function zoneLabel(zone: string, at: number, chosen: boolean): string {
  const name = zone === 'Etc/UTC' ? 'UTC' : zone.replaceAll('_', ' ')
  return chosen && zone !== 'Etc/UTC' ? `${name} (${formatOffset(at, zone)})` : name
}
