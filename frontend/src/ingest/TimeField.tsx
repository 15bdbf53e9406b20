import { NativeSelect, TextInput } from '@mantine/core'
import type { IngestionPlan, PlanChanges, Profile, TimeCandidate } from '@nemeton/contract'
import { useId } from 'react'
import { formatNumber, formatShare } from '../format/number.ts'
import { formatTime } from '../format/time.ts'
import { Notice } from '../ui/Notice.tsx'
import styles from './PlanPanel.module.css'
import { reasonWords } from './reason.ts'

interface TimeFieldProps {
  readonly plan: IngestionPlan
  readonly profile: Profile
  readonly onChange: (change: PlanChanges) => void
}

const fixed = 'fixed'

type Reading = Pick<TimeCandidate, 'column' | 'format' | 'clock'>

const keyOf = ({ column, format, clock }: Reading): string =>
  JSON.stringify([column, format, clock?.column, clock?.format])

const labelOf = ({ column, format, clock }: Reading, more = ''): string =>
  clock === undefined
    ? `${column} (${format}${more})`
    : `${column} + ${clock.column} (${format} ${clock.format}${more})`

/** Which column is Druid's time, how it reads, and what it spans; one instant for files that have none. */
export function TimeField({ plan, profile, onChange }: TimeFieldProps) {
  const id = useId()
  const { time } = plan
  const candidates = profile.time?.candidates ?? []
  const chosen = time === null ? '' : time.kind === 'fixed' ? fixed : keyOf(time)
  const known = candidates.map(keyOf)
  const options = [
    ...(chosen === '' ? [{ value: '', label: 'Choose…' }] : []),
    ...(chosen !== '' && chosen !== fixed && !known.includes(chosen) && time?.kind === 'column'
      ? [{ value: chosen, label: labelOf(time) }]
      : []),
    ...candidates.map((candidate, index) => ({
      value: known[index] ?? '',
      label: labelOf(candidate, `, reads ${formatShare(candidate.parseRate)}`),
    })),
    { value: fixed, label: 'One instant for all rows' },
  ]
  const choose = (value: string) => {
    if (value === '') return
    if (value === fixed)
      return onChange({ time: { kind: 'fixed', instant: `${new Date().toISOString().slice(0, 10)}T00:00:00.000Z` } })
    const candidate = candidates[known.indexOf(value)]
    if (candidate === undefined) return
    const { column, format, clock = null } = candidate
    onChange({ time: { kind: 'column', column, format, clock } })
  }
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        Time
      </label>
      <NativeSelect id={id} value={chosen} data={options} onChange={(event) => choose(event.currentTarget.value)} />
      {time === null && (
        <Notice
          tone="warn"
          cause="No column of the file reads as time."
          remedy="Druid keeps rows by time: choose one instant for all rows, for example the day of the export."
        />
      )}
      {time?.kind === 'fixed' && (
        <TextInput
          type="datetime-local"
          aria-label="Instant for all rows, UTC"
          description="UTC"
          value={time.instant.slice(0, 16)}
          onChange={(event) => {
            const instant = Date.parse(`${event.currentTarget.value}Z`)
            if (Number.isFinite(instant))
              onChange({ time: { kind: 'fixed', instant: new Date(instant).toISOString() } })
          }}
        />
      )}
      {time?.kind === 'column' && <TimeFacts time={time} profile={profile} onChange={onChange} />}
    </div>
  )
}

function TimeFacts({
  time,
  profile,
  onChange,
}: {
  time: Extract<IngestionPlan['time'], { kind: 'column' }>
  profile: Profile
  onChange: (change: PlanChanges) => void
}) {
  const id = useId()
  const parsed = profile.time !== null && keyOf(profile.time) === keyOf(time) ? profile.time : null
  const change = (timezone: string) =>
    onChange({
      time: { kind: 'column', column: time.column, format: time.format, clock: time.clock ?? null, timezone },
    })
  return (
    <>
      <p className={styles.reason}>
        {formatTime(Date.parse(time.min), 'minute', 'Etc/UTC')} –{' '}
        {formatTime(Date.parse(time.max), 'minute', 'Etc/UTC')} UTC
        {parsed && parsed.failed > 0 && `; ${formatNumber(parsed.failed)} cannot be read`}
      </p>
      <p className={styles.reason}>{reasonWords(time.reason)}</p>
      {parsed?.ambiguous && (
        <Notice
          tone="warn"
          cause="Day and month could be the other way round."
          remedy="Both readings fit every value. Look at the dates above and choose the other reading if they are wrong."
        />
      )}
      <label className={styles.reason} htmlFor={id}>
        Stamps without a zone are read in
      </label>
      <NativeSelect
        id={id}
        value={time.timezone}
        data={zonesWith(time.timezone)}
        onChange={(event) => change(event.currentTarget.value)}
      />
    </>
  )
}

function zonesWith(zone: string): readonly string[] {
  const zones = ['Etc/UTC', ...Intl.supportedValuesOf('timeZone')]
  return zones.includes(zone) ? zones : [zone, ...zones]
}
