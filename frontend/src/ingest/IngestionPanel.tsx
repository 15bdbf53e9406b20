import { Button, Skeleton } from '@mantine/core'
import { cancelIngestion, type Ingestion, retryIngestion } from '@nemeton/contract'
import { IconChartAreaLine } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from 'react-router'
import { call } from '../api/call.ts'
import { describeError } from '../api/error.ts'
import { formatDuration } from '../format/duration.ts'
import { formatCount, formatNumber } from '../format/number.ts'
import { paths } from '../paths.ts'
import { CopyText } from '../ui/CopyText.tsx'
import { classes } from '../ui/classes.ts'
import { Notice } from '../ui/Notice.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Tag } from '../ui/Tag.tsx'
import { Evidence } from './Evidence.tsx'
import { tookMs } from './history.ts'
import styles from './IngestionPanel.module.css'
import { LoadProgress } from './LoadProgress.tsx'
import { ingestionQuery } from './queries.ts'
import { RejectedRows } from './RejectedRows.tsx'
import { StageLine } from './StageLine.tsx'
import { ingestionTone, isOver } from './status.ts'
import { UndoAccount } from './UndoAccount.tsx'
import { UndoLoad } from './UndoLoad.tsx'
import { runWords } from './undo-words.ts'
import { useIngestion } from './use-ingestion.ts'

interface IngestionPanelProps {
  readonly id: string
  /** A retry begins a run with an id of its own. */
  readonly onRun: (id: string) => void
  readonly onEdit: (() => void) | undefined
}

/** One run into Druid, watched until a count agrees. */
export function IngestionPanel({ id, onRun, onEdit }: IngestionPanelProps) {
  const client = useQueryClient()
  const { ingestion, error } = useIngestion(id)
  const keep = (changed: Ingestion) => client.setQueryData(ingestionQuery(changed.id).queryKey, changed)
  const cancel = useMutation({
    mutationFn: () => call(cancelIngestion, { params: { id } }),
    onSuccess: keep,
  })
  const retry = useMutation({
    mutationFn: () => call(retryIngestion, { params: { id } }),
    onSuccess: (next) => {
      keep(next)
      onRun(next.id)
    },
  })
  if (!ingestion)
    return error ? (
      <Notice tone="bad" {...describeError(error)} />
    ) : (
      <Panel title="Load" busy>
        <Skeleton height={74} />
      </Panel>
    )
  const { status, datasource, kind } = ingestion
  const isUndo = kind === 'undo'
  const over = isOver(status)
  const failure = cancel.error ?? retry.error
  return (
    <Panel
      title={isUndo ? <>Undo of a load into {datasource}</> : <>Load into {datasource}</>}
      note={
        <span aria-live="polite">
          <Tag tone={ingestion.undo.undone ? 'quiet' : ingestionTone(status)} testId="ingestion-status">
            {runWords(ingestion)}
          </Tag>
        </span>
      }
      flush
      actions={
        <>
          {!over && (!isUndo || status === 'queued' || status === 'staging') && (
            <Button variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
              Cancel
            </Button>
          )}
          {(status === 'failed' || status === 'canceled') && ingestion.plan.time !== null && (
            <Button loading={retry.isPending} onClick={() => retry.mutate()}>
              Retry
            </Button>
          )}
          {over && onEdit && (
            <Button variant="default" onClick={onEdit}>
              {ingestion.plan.time === null ? 'Choose the time and load again' : 'Change the plan and load again'}
            </Button>
          )}
        </>
      }
    >
      <div className={styles.body}>
        {failure && <Notice tone="bad" {...describeError(failure)} />}
        <StageLine ingestion={ingestion} />
        {!over && <LoadProgress ingestion={ingestion} />}
        {ingestion.error && (
          <Notice tone="bad" cause={ingestion.error.message} remedy={ingestion.error.hint} raw={ingestion.error.raw} />
        )}
        {isUndo && <UndoAccount ingestion={ingestion} />}
        {over && !isUndo && <Account ingestion={ingestion} />}
        {over && !isUndo && ingestion.segments > 0 && <UndoLoad ingestion={ingestion} onRun={onRun} />}
        {over && <RejectedRows ingestion={ingestion} />}
        <Facts ingestion={ingestion} />
      </div>
    </Panel>
  )
}

/** Rows in the file = ingested + rejected, and what is missing when it is not. */
function Account({ ingestion }: { ingestion: Ingestion }) {
  const { rows, status, datasource } = ingestion
  if (status !== 'queryable' && rows.ingested === 0 && rows.missing === 0) return null
  return (
    <div className={styles.account}>
      <Sum title="Rows in the file" value={rows.inFile} />
      <span className={styles.sign}>=</span>
      <Sum title="Ingested" value={rows.ingested} />
      <span className={styles.sign}>+</span>
      <Sum title="Rejected" value={rows.rejected} tone={rows.rejected > 0 ? 'warn' : undefined} />
      {rows.missing !== 0 && (
        <>
          <span className={styles.sign}>+</span>
          <Sum title="Missing" value={rows.missing} tone="bad" />
        </>
      )}
      {status === 'queryable' && !ingestion.undo.undone && (
        <Button
          className={styles.explore}
          component={Link}
          to={paths.exploration(datasource)}
          size="sm"
          leftSection={<IconChartAreaLine size={16} aria-hidden />}
        >
          Explore
        </Button>
      )}
    </div>
  )
}

function Sum({ title, value, tone }: { title: string; value: number; tone?: 'warn' | 'bad' }) {
  return (
    <dl className={classes(styles.sum, tone && styles[tone])}>
      <dt>{title}</dt>
      <dd>{formatNumber(value)}</dd>
    </dl>
  )
}

function Facts({ ingestion }: { ingestion: Ingestion }) {
  const { taskId, segments, intervals, filenames } = ingestion
  const took = tookMs(ingestion)
  return (
    <>
      <div className={styles.numbers} style={{ fontSize: 12, alignItems: 'center' }}>
        {took !== null && <span>took {formatDuration(took)}</span>}
        {segments > 0 && (
          <span>
            {formatCount(segments, 'segment')} in {formatCount(intervals.length, 'interval')}
          </span>
        )}
        {taskId && <CopyText text={taskId} label="Copy Druid’s task id" />}
      </div>
      {filenames.length > 1 && (
        <details>
          <summary style={{ cursor: 'pointer' }}>{formatCount(filenames.length, 'file')} as one</summary>
          <ul style={{ columns: '24ch', fontSize: 12, marginTop: 6, overflowWrap: 'anywhere' }}>
            {filenames.map((filename, index) => (
              <li key={ingestion.uploadIds[index]}>
                <Link to={paths.upload(ingestion.uploadIds[index] ?? '', ingestion.id)}>{filename}</Link>
              </li>
            ))}
          </ul>
        </details>
      )}
      {isOver(ingestion.status) && <Evidence ingestion={ingestion} />}
    </>
  )
}
