import { SegmentedControl, Skeleton } from '@mantine/core'
import type { CheckPeriod } from '@nemeton/contract'
import { useQuery } from '@tanstack/react-query'
import { describeError } from '../api/error.ts'
import { formatDuration } from '../format/duration.ts'
import { Instant } from '../format/Instant.tsx'
import { SeverityTag } from '../format/SeverityTag.tsx'
import { formatTime } from '../format/time.ts'
import { type DataColumn, DataTable } from '../ui/DataTable.tsx'
import { Failed } from '../ui/Failed.tsx'
import details from './CheckDetails.module.css'
import styles from './CheckHistory.module.css'
import { barsOf, historyWords, type Span } from './check-history.ts'
import { checkHistoryQuery } from './queries.ts'
import { useAddress } from './use-address.ts'

/** What a check said before: a strip, the same in words, and each stretch in a list. */
export function CheckHistory({ check }: { check: string }) {
  const { history: span, change } = useAddress()
  const history = useQuery(checkHistoryQuery(check, span))
  return (
    <div aria-busy={history.isPending}>
      <div className={styles.top}>
        <h4 className={details.head}>Before</h4>
        <SegmentedControl
          aria-label="History of the last"
          value={span}
          data={[
            { value: '24h', label: '24 h' },
            { value: '30d', label: '30 d' },
          ]}
          onChange={(next) => change({ history: next === '30d' ? '30d' : '24h' })}
        />
      </div>
      {history.isPending ? (
        <Skeleton height={86} />
      ) : history.data ? (
        <Strip {...history.data} />
      ) : (
        <Failed {...describeError(history.error)} onRetry={() => void history.refetch()} />
      )}
    </div>
  )
}

const wide = 1000

function Strip({ periods, ...span }: Span & { readonly periods: readonly CheckPeriod[] }) {
  const { zone } = useAddress()
  const words = historyWords(periods, span)
  const columns: readonly DataColumn<CheckPeriod>[] = [
    { key: 'severity', title: 'It was', render: ({ severity }) => <SeverityTag severity={severity} /> },
    { key: 'from', title: 'From', render: ({ from }) => <Instant at={from} zone={zone} /> },
    {
      key: 'length',
      title: 'For',
      number: true,
      render: ({ from, to }) => formatDuration(Date.parse(to) - Date.parse(from)),
    },
    { key: 'sentence', title: 'It said', wrap: true, render: ({ sentence }) => sentence },
  ]
  if (periods.length === 0) return <p className={styles.words}>Nothing was recorded in that time.</p>
  return (
    <>
      <svg className={styles.strip} viewBox={`0 0 ${wide} 100`} preserveAspectRatio="none" aria-hidden="true">
        <defs>
          <pattern id="not-known" width="9" height="9" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="3" height="9" fill="var(--n-line-strong)" />
          </pattern>
        </defs>
        {barsOf(periods, span, wide).map(({ period, x, width, size }) => (
          <rect
            key={period.from}
            className={styles.bar}
            data-severity={period.severity}
            x={x}
            width={width}
            y={100 - size}
            height={size}
          />
        ))}
      </svg>
      <p className={styles.axis} aria-hidden>
        <span>{formatTime(span.from, 'minute', zone)}</span>
        <span>now</span>
      </p>
      <p className={styles.words}>{words}</p>
      <details>
        <summary className={styles.list}>Each stretch in a list</summary>
        <DataTable
          caption="Each stretch"
          columns={columns}
          rows={[...periods].reverse()}
          rowKey={({ from }) => from}
          maxHeight={260}
        />
      </details>
    </>
  )
}
