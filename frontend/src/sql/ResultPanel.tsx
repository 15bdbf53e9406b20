import { Button, SegmentedControl } from '@mantine/core'
import type { Row } from '@nemeton/contract'
import { useMemo, useState } from 'react'
import { describeError } from '../api/error.ts'
import { formatDuration } from '../format/duration.ts'
import { formatCount } from '../format/number.ts'
import { CopyText } from '../ui/CopyText.tsx'
import { Empty } from '../ui/Empty.tsx'
import { DataGrid } from '../ui/grid/DataGrid.tsx'
import type { GridColumn } from '../ui/grid/grid.ts'
import { Notice } from '../ui/Notice.tsx'
import { Panel } from '../ui/Panel.tsx'
import { useNow } from '../ui/use-now.ts'
import { PlanTree } from '../visualizations/PlanTree.tsx'
import { readPlan } from '../visualizations/plan.ts'
import { ExportButton } from './ExportButton.tsx'
import { shortReason } from './error-place.ts'
import { ResultChart } from './ResultChart.tsx'
import { cellText, type Result } from './result.ts'
import styles from './SqlPage.module.css'
import type { Run } from './use-run.ts'

/** What a statement answered, or why it did not. */
export function ResultPanel({ run, onCancel, onAgain }: { run: Run; onCancel: () => void; onAgain: () => void }) {
  const [show, setShow] = useState<'table' | 'chart'>('table')
  const isRunning = run.state === 'running'
  const isPlan = run.purpose === 'plan'
  const hasRows = run.result !== null && run.result.columns.length > 0 && !isPlan && run.state !== 'failed'
  return (
    <Panel
      title={isPlan ? 'Plan' : 'Result'}
      flush
      busy={isRunning && run.result === null}
      className={styles.result}
      actions={
        <>
          {isRunning && (
            <Button variant="default" size="compact-sm" onClick={onCancel}>
              Cancel
            </Button>
          )}
          {hasRows && !isRunning && (
            <>
              <SegmentedControl
                aria-label="Show the result as"
                value={show}
                data={[
                  { value: 'table', label: 'Table' },
                  { value: 'chart', label: 'Chart' },
                ]}
                onChange={(next) => setShow(next === 'chart' ? 'chart' : 'table')}
              />
              <ExportButton key={run.queryId} statement={run.statement} />
            </>
          )}
        </>
      }
      foot={<Account run={run} />}
    >
      <Body run={run} show={show} onAgain={onAgain} />
    </Panel>
  )
}

function Body({ run, show, onAgain }: { run: Run; show: 'table' | 'chart'; onAgain: () => void }) {
  const { state, result, purpose, error } = run
  if (state === 'failed') {
    const { cause, ...rest } = describeError(error)
    return (
      <div className={styles.inset}>
        <Notice
          tone="bad"
          {...rest}
          cause={shortReason(cause)}
          actions={
            <Button variant="default" onClick={onAgain}>
              Run again
            </Button>
          }
        />
      </div>
    )
  }
  if (result === null)
    return state === 'canceled' ? (
      <Empty title="Canceled before a row had come">Nothing of it runs in Druid any more.</Empty>
    ) : (
      <div className={styles.waiting} />
    )
  if (purpose === 'plan') {
    const plan = readPlan(result.rows[0]?.[0])
    return plan ? <PlanTree {...plan} /> : <Rows result={result} />
  }
  if (result.rows.length === 0 && state !== 'running')
    return (
      <Empty title="No rows">
        The statement is right, and nothing fits it. Columns: {result.columns.map(({ name }) => name).join(', ')}.
      </Empty>
    )
  return show === 'chart' && state !== 'running' ? <ResultChart result={result} /> : <Rows result={result} />
}

function Rows({ result }: { result: Result }) {
  const shape = result.columns.map(({ name, kind }) => `${kind} ${name}`).join('\n')
  // biome-ignore lint/correctness/useExhaustiveDependencies: while rows arrive, columns of the same shape stay the same
  const columns = useMemo(
    () =>
      result.columns.map(
        ({ name, kind }, index): GridColumn<Row> => ({
          key: String(index),
          title: name,
          number: kind === 'number',
          text: (row) => cellText(row[index]),
          isMissing: (row) => row[index] === null,
        }),
      ),
    [shape],
  )
  return <DataGrid caption="Rows of the result" columns={columns} rows={result.rows} maxHeight="var(--sql-rows)" />
}

/** Rows, time, why there are no more, and the id under which Druid knows the query. */
function Account({ run }: { run: Run }) {
  const { state, result, rowLimit, elapsedMs, startedAt, queryId } = run
  const now = useNow(100, state === 'running')
  const rows = result?.rows.length ?? 0
  const words = {
    running: rows === 0 ? 'Running' : `${formatCount(rows, 'row')} so far`,
    done: run.purpose === 'plan' ? 'Planned, not run' : formatCount(rows, 'row'),
    failed: 'Failed',
    canceled: `Canceled after ${formatCount(rows, 'row')}`,
  }
  return (
    <div className={styles.account}>
      <span aria-live="polite" data-testid="sql-state">
        {words[state]}
      </span>
      {result?.cut === 'rows' && (
        <span className={styles.cut}>
          There are more: reading stopped at the limit of {formatCount(rowLimit, 'row')}. The export holds all.
        </span>
      )}
      {result?.cut === 'bytes' && (
        <span className={styles.cut}>There are more: these fill what a page can hold. The export holds all.</span>
      )}
      <span>{formatDuration(elapsedMs ?? Math.max(0, now - startedAt))}</span>
      <span className={styles.query}>
        Query <CopyText text={queryId} label="Copy the query id" />
      </span>
    </div>
  )
}
