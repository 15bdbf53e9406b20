import { Button, Skeleton, Switch, TextInput } from '@mantine/core'
import { type Compaction, setCompaction } from '@nemeton/contract'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/call.ts'
import { describeError } from '../api/error.ts'
import { Ago } from '../format/Ago.tsx'
import { formatBytes } from '../format/bytes.ts'
import { formatDuration } from '../format/duration.ts'
import { formatCount } from '../format/number.ts'
import { Notice } from '../ui/Notice.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Tag } from '../ui/Tag.tsx'
import styles from './DatasourcePage.module.css'
import { PeriodField } from './PeriodField.tsx'
import { compactionQuery } from './queries.ts'

/** Whether Druid merges small segments in the background. */
export function CompactionPanel({ name }: { name: string }) {
  const compaction = useQuery(compactionQuery(name))
  return (
    <Panel title="Compaction" busy={compaction.isPending}>
      {compaction.data ? (
        <Settings name={name} compaction={compaction.data} />
      ) : compaction.isError ? (
        <Notice tone="bad" {...describeError(compaction.error)} />
      ) : (
        <Skeleton height={84} />
      )}
    </Panel>
  )
}

const least = 10_000
const most = 50_000_000

function Settings({ name, compaction }: { name: string; compaction: Compaction }) {
  const { enabled } = compaction
  const [draft, setDraft] = useState<{ targetRows: string; skipOffset: string } | null>(null)
  const client = useQueryClient()
  const save = useMutation({
    mutationFn: (wanted: { enabled: boolean; targetRows?: number; skipOffset?: string }) =>
      call(setCompaction, { params: { name }, body: wanted }),
    onSuccess: (changed) => {
      client.setQueryData(compactionQuery(name).queryKey, changed)
      setDraft(null)
    },
  })
  const targetRows = draft?.targetRows ?? String(compaction.targetRows)
  const skipOffset = draft?.skipOffset ?? compaction.skipOffset
  const rows = Number(targetRows)
  const isRight = Number.isInteger(rows) && rows >= least && rows <= most
  const settings = { targetRows: rows, skipOffset }
  return (
    <div className={styles.form}>
      <Switch
        label="Merge small segments in the background"
        checked={enabled}
        disabled={save.isPending || !isRight}
        onChange={(event) => save.mutate({ enabled: event.currentTarget.checked, ...settings })}
      />
      <div className={styles.line}>
        <TextInput
          type="number"
          label="Rows a segment should have"
          min={least}
          max={most}
          value={targetRows}
          error={isRight ? undefined : 'from 10,000 to 50,000,000'}
          onChange={(event) => setDraft({ targetRows: event.currentTarget.value, skipOffset })}
        />
      </div>
      <div>
        <p className={styles.hint}>Leave alone the latest</p>
        <div className={styles.line}>
          <PeriodField
            label="Leave alone the latest"
            period={skipOffset}
            onChange={(period) => setDraft({ targetRows, skipOffset: period })}
          />
        </div>
      </div>
      {save.isError && <Notice tone="bad" {...describeError(save.error)} />}
      {enabled && draft !== null && (
        <div className={styles.buttons}>
          <Button loading={save.isPending} disabled={!isRight} onClick={() => save.mutate({ enabled, ...settings })}>
            Save the settings
          </Button>
          <Button variant="default" onClick={() => setDraft(null)}>
            Cancel
          </Button>
        </div>
      )}
      <Progress compaction={compaction} />
    </div>
  )
}

const tones = { running: 'busy', success: 'good', failed: 'bad' } as const

function Progress({ compaction: { enabled, status, lastRun } }: { compaction: Compaction }) {
  return (
    <div className={styles.quiet} aria-live="polite">
      {enabled && (
        <p>
          {status === null
            ? 'Druid has not looked yet; it does so from time to time, by default every half an hour.'
            : status.bytesAwaiting === 0
              ? `Nothing waits: ${formatBytes(status.bytesCompacted)} are compacted, ${formatBytes(status.bytesSkipped)} left alone.`
              : `${formatBytes(status.bytesAwaiting)} in ${formatCount(status.segmentsAwaiting, 'segment')} wait, ${formatBytes(status.bytesCompacted)} are compacted.`}
        </p>
      )}
      {lastRun && (
        <p>
          Last run <Ago at={lastRun.at} /> <Tag tone={tones[lastRun.status]}>{lastRun.status}</Tag>{' '}
          {lastRun.durationMs !== null && `in ${formatDuration(lastRun.durationMs)}`} {lastRun.message}
        </p>
      )}
    </div>
  )
}
