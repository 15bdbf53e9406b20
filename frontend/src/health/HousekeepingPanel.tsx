import { Button } from '@mantine/core'
import { type SweepResult, type SweptGroup, type SweptKind, sweep } from '@nemeton/contract'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { call } from '../api/call.ts'
import { describeError } from '../api/error.ts'
import { Ago } from '../format/Ago.tsx'
import { formatBytes } from '../format/bytes.ts'
import { formatDuration } from '../format/duration.ts'
import { formatCount, formatNumber } from '../format/number.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Panel } from '../ui/Panel.tsx'
import styles from './HousekeepingPanel.module.css'
import { housekeepingQuery } from './queries.ts'

const titles: Readonly<Record<SweptKind, string>> = {
  orphan: 'Objects that no upload and no run knows',
  copy: 'Copies that runs had staged and need no more',
  expired: 'Uploads past their time',
  lost: 'Uploads whose object is gone',
  transfer: 'Transfers that were never completed',
  spool: 'Local files of no upload',
}

/** What could be cleared away: looked at first, removed after a second click. */
export function HousekeepingPanel() {
  const client = useQueryClient()
  const state = useQuery(housekeepingQuery)
  const dry = useMutation({ mutationFn: () => call(sweep, { body: { dryRun: true } }) })
  const real = useMutation({
    mutationFn: () => call(sweep, { body: { dryRun: false } }),
    onSuccess: () => dry.reset(),
    onSettled: () => client.invalidateQueries({ queryKey: housekeepingQuery.queryKey }),
  })
  const found = dry.data ? countOf(dry.data) : 0
  const error = dry.error ?? real.error ?? (state.data ? null : state.error)
  return (
    <Panel
      title="Housekeeping"
      busy={state.isPending}
      note={state.data && (state.data.last ? <LastSweep last={state.data.last} /> : 'not swept yet')}
      actions={
        <Button
          variant="default"
          loading={dry.isPending}
          disabled={real.isPending}
          onClick={() => {
            real.reset()
            dry.mutate()
          }}
        >
          See what can go
        </Button>
      }
    >
      <div className={styles.body} aria-live="polite">
        <p className={styles.policy}>
          {state.data ? policyWords(state.data.policy) : 'Once a day what nothing needs is removed.'}
        </p>
        {error && <Notice tone="bad" {...describeError(error)} />}
        {dry.data && found === 0 && <p data-testid="sweep-outcome">Nothing to remove: everything there is needed.</p>}
        {real.data && (
          <p data-testid="sweep-outcome">
            Removed {formatCount(countOf(real.data), 'thing')}, {formatBytes(bytesOf(real.data))}, in{' '}
            {formatDuration(real.data.elapsedMs)}.
          </p>
        )}
        {[...((dry.data ?? real.data)?.groups ?? [])].map((group) => (
          <Group key={group.kind} group={group} />
        ))}
        {dry.data && found > 0 && (
          <div className={styles.confirm}>
            <Button color="red.9" loading={real.isPending} onClick={() => real.mutate()}>
              Remove {formatCount(found, 'thing')}, {formatBytes(bytesOf(dry.data))}
            </Button>
            <Button variant="default" disabled={real.isPending} onClick={() => dry.reset()}>
              Leave all as it is
            </Button>
          </div>
        )}
      </div>
    </Panel>
  )
}

function LastSweep({ last }: { last: { startedAt: string; count: number | null } }) {
  return (
    <>
      swept <Ago at={last.startedAt} />
      {last.count !== null && `, ${formatCount(last.count, 'thing')} removed`}
    </>
  )
}

const countOf = ({ groups }: SweepResult) => groups.reduce((sum, { count }) => sum + count, 0)
const bytesOf = ({ groups }: SweepResult) => groups.reduce((sum, { bytes }) => sum + bytes, 0)

function policyWords({ uploadRetentionDays, processedRetentionDays, graceMs }: SweepResult['policy']): string {
  const uploads =
    uploadRetentionDays === null
      ? 'uploads are kept'
      : `uploads go ${formatCount(uploadRetentionDays, 'day')} after their last use`
  return `Once a day what nothing needs is removed: ${uploads}, staged copies go ${formatCount(processedRetentionDays, 'day')} after their run, rejected rows stay. Nothing younger than ${formatDuration(graceMs)} is touched.`
}

const columns: readonly DataColumn<SweptGroup['items'][number]>[] = [
  { key: 'name', title: 'Name', wrap: true, render: ({ name }) => name },
  { key: 'reason', title: 'Why', render: ({ reason }) => reason },
  { key: 'bytes', title: 'Size', number: true, render: ({ bytes }) => formatBytes(bytes) },
]

function Group({ group: { kind, count, bytes, items } }: { group: SweptGroup }) {
  return (
    <details className={styles.group}>
      <summary>
        {titles[kind]}: <b>{formatNumber(count)}</b>, {formatBytes(bytes)}
      </summary>
      <DataTable caption={titles[kind]} columns={columns} rows={items} rowKey={({ name }) => name} maxHeight={320} />
      {count > items.length && <p>and {formatNumber(count - items.length)} more</p>}
    </details>
  )
}
