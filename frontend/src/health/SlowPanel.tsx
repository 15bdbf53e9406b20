import { Button, SegmentedControl, Skeleton } from '@mantine/core'
import type { SlowQuery } from '@nemeton/contract'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Suspense } from 'react'
import { Ago } from '../format/Ago.tsx'
import { formatDuration } from '../format/duration.ts'
import { Instant } from '../format/Instant.tsx'
import { formatCount } from '../format/number.ts'
import { CopyText } from '../ui/CopyText.tsx'
import { Disclosure } from '../ui/Disclosure.tsx'
import { Empty } from '../ui/Empty.tsx'
import { lazily } from '../ui/lazily.ts'
import { Notice } from '../ui/Notice.tsx'
import { Tag, type Tone } from '../ui/Tag.tsx'
import { kindNames } from './latencies.ts'
import { PolledPanel } from './PolledPanel.tsx'
import queryStyles from './Query.module.css'
import { slowQuery } from './queries.ts'
import styles from './SlowPanel.module.css'
import { Statement } from './Statement.tsx'
import { useAddress } from './use-address.ts'

const SlowPlan = lazily(async () => (await import('./SlowPlan.tsx')).SlowPlan)

/** Questions that took long, each with the plan that Druid makes of it. */
export function SlowPanel() {
  const { slowestFirst, change } = useAddress()
  const slow = useInfiniteQuery(slowQuery(slowestFirst ? 'elapsedMs' : 'at'))
  const threshold = slow.data?.pages[0]?.thresholdMs
  return (
    <PolledPanel
      title="Slow queries"
      anchor="slow"
      query={slow}
      height={200}
      flush
      note={threshold !== undefined && `that took longer than ${formatDuration(threshold)}`}
      actions={
        <SegmentedControl
          aria-label="Order slow queries by"
          value={slowestFirst ? 'slowest' : 'newest'}
          data={[
            { value: 'newest', label: 'Newest' },
            { value: 'slowest', label: 'Slowest' },
          ]}
          onChange={(next) => change({ slowestFirst: next === 'slowest' })}
        />
      }
    >
      {({ pages }) => {
        const items = pages.flatMap((page) => page.items)
        const dropped = pages[0]?.dropped ?? 0
        if (items.length === 0)
          return (
            <Empty title="No query was slow">
              {threshold !== undefined && `One that takes longer than ${formatDuration(threshold)} is kept here. `}
              SLOW_QUERY_MS says what is slow.
            </Empty>
          )
        return (
          <>
            {items.map((query) => (
              <Row key={query.id} query={query} />
            ))}
            {dropped > 0 && (
              <p className={styles.dropped}>
                {formatCount(dropped, 'slow query was', 'slow queries were')} not kept: PostgreSQL was away for long.
              </p>
            )}
            {slow.hasNextPage && (
              <div className={styles.more}>
                <Button variant="default" loading={slow.isFetchingNextPage} onClick={() => void slow.fetchNextPage()}>
                  Load more
                </Button>
              </div>
            )}
          </>
        )
      }}
    </PolledPanel>
  )
}

const outcomes: Readonly<Record<SlowQuery['outcome'], { readonly tone: Tone; readonly word: string }>> = {
  answered: { tone: 'good', word: 'answered' },
  failed: { tone: 'bad', word: 'failed' },
  canceled: { tone: 'quiet', word: 'canceled' },
  timed_out: { tone: 'warn', word: 'timed out' },
}

function Row({ query }: { query: SlowQuery }) {
  const { zone } = useAddress()
  const { id, queryId, kind, at, elapsedMs, waitedMs, outcome, message, datasource, client, sql, rows } = query
  const { tone, word } = outcomes[outcome]
  return (
    <Disclosure
      summary={
        <span className={styles.row} data-testid="slow-query">
          <span className={styles.elapsed}>{formatDuration(elapsedMs)}</span>
          <Tag tone={tone}>{word}</Tag>
          <span>{kindNames[kind]}</span>
          <span className={styles.when}>
            <Ago at={at} zone={zone} />
          </span>
          <code className={queryStyles.sql}>{sql}</code>
        </span>
      }
    >
      <div className={queryStyles.details}>
        {message && <Notice tone={outcome === 'failed' ? 'bad' : 'info'} cause={message} />}
        <p className={queryStyles.facts}>
          <span>
            at <Instant at={at} zone={zone} />
          </span>
          <span>asked by {client}</span>
          {datasource && <span>of {datasource}</span>}
          {rows !== null && <span>{formatCount(rows, 'row')}</span>}
          {waitedMs >= 1 && <span>waited {formatDuration(waitedMs)} for its turn</span>}
          <CopyText text={queryId} label="Copy the query id" />
        </p>
        <Statement text={sql} />
        <Suspense fallback={<Skeleton height={30} />}>
          <SlowPlan id={id} />
        </Suspense>
      </div>
    </Disclosure>
  )
}
