import { SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { ownZone } from '../format/instant.ts'
import { formatOffset, isUtc } from '../format/time.ts'
import { Page } from '../ui/Page.tsx'
import { useNow } from '../ui/use-now.ts'
import { BundleButton } from './BundleButton.tsx'
import { ChangesPanel } from './ChangesPanel.tsx'
import { ChecksPanel } from './ChecksPanel.tsx'
import { GlanceBar } from './GlanceBar.tsx'
import styles from './HealthPage.module.css'
import { HousekeepingPanel } from './HousekeepingPanel.tsx'
import { LatencyPanel } from './LatencyPanel.tsx'
import { PartsPanel } from './PartsPanel.tsx'
import { QueuesPanel } from './QueuesPanel.tsx'
import { diagnosticsQuery } from './queries.ts'
import { RunButton } from './RunButton.tsx'
import { RunningPanel } from './RunningPanel.tsx'
import { SegmentsPanel } from './SegmentsPanel.tsx'
import { SlowPanel } from './SlowPanel.tsx'
import { TasksPanel } from './TasksPanel.tsx'
import { useAddress } from './use-address.ts'

const sections = [
  { anchor: 'checks', name: 'Checks' },
  { anchor: 'parts', name: 'Parts' },
  { anchor: 'changes', name: 'Changes' },
  { anchor: 'running', name: 'Queries' },
  { anchor: 'slow', name: 'Slow' },
  { anchor: 'tasks', name: 'Tasks' },
  { anchor: 'segments', name: 'Segments' },
] as const

/** Is it all right; if not, what and since when; and what goes on. */
export function HealthPage() {
  const diagnostics = useQuery(diagnosticsQuery)
  return (
    <Page
      title="Health"
      sub={<Freshness at={diagnostics.dataUpdatedAt} />}
      actions={
        <>
          <ZoneControl />
          <RunButton />
          <BundleButton />
        </>
      }
    >
      <GlanceBar diagnostics={diagnostics} />
      <nav className={styles.sections} aria-label="On this page">
        {sections.map(({ anchor, name }) => (
          <a key={anchor} href={`#${anchor}`}>
            {name}
          </a>
        ))}
      </nav>
      <div className={styles.columns}>
        <ChecksPanel diagnostics={diagnostics} />
        <div className={styles.side}>
          <PartsPanel />
          <ChangesPanel />
        </div>
      </div>
      <div className={styles.halves}>
        <RunningPanel />
        <LatencyPanel />
      </div>
      <SlowPanel />
      <TasksPanel />
      <div className={styles.columns}>
        <SegmentsPanel />
        <QueuesPanel />
      </div>
      <HousekeepingPanel />
    </Page>
  )
}

function Freshness({ at }: { at: number }) {
  const now = useNow(1000)
  if (at === 0) return null
  const seconds = Math.max(0, Math.floor((now - at) / 1000))
  return <span className={styles.freshness}>asked {seconds === 0 ? 'just now' : `${seconds} s ago`}, every 5 s</span>
}

/** On whose clock times are told; without a choice where both are the same. */
function ZoneControl() {
  const { zone, change } = useAddress()
  const offset = formatOffset(Date.now(), ownZone)
  if (isUtc(ownZone) || offset === 'UTC') return <span className={styles.freshness}>times in UTC</span>
  return (
    <SegmentedControl
      aria-label="Times in"
      value={zone}
      data={[
        { value: ownZone, label: offset },
        { value: 'Etc/UTC', label: 'UTC' },
      ]}
      onChange={(next) => change({ zone: next })}
    />
  )
}
