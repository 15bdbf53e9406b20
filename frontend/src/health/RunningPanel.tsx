import { Button } from '@mantine/core'
import type { RunningQuery } from '@nemeton/contract'
import { useQuery } from '@tanstack/react-query'
import { Suspense, useState } from 'react'
import { formatDuration, formatLasting } from '../format/duration.ts'
import { formatCount } from '../format/number.ts'
import { CopyText } from '../ui/CopyText.tsx'
import { Disclosure } from '../ui/Disclosure.tsx'
import { Empty } from '../ui/Empty.tsx'
import { lazily } from '../ui/lazily.ts'
import { ScrollBox } from '../ui/ScrollBox.tsx'
import { Tag } from '../ui/Tag.tsx'
import { useNow } from '../ui/use-now.ts'
import { kindNames } from './latencies.ts'
import { PolledPanel } from './PolledPanel.tsx'
import queryStyles from './Query.module.css'
import { runningQuery } from './queries.ts'
import styles from './RunningPanel.module.css'
import { Statement } from './Statement.tsx'

const CancelDialog = lazily(async () => (await import('./CancelDialog.tsx')).CancelDialog)

/** Questions on their way to Druid, oldest first, each with its end to be called. */
export function RunningPanel() {
  const running = useQuery(runningQuery)
  const [asked, setAsked] = useState<RunningQuery | null>(null)
  const [said, setSaid] = useState('')
  return (
    <PolledPanel
      title="Queries that run now"
      anchor="running"
      query={running}
      height={260}
      flush
      note={running.data && running.data.items.length > 0 && formatCount(running.data.items.length, 'query', 'queries')}
    >
      {({ items, complete }) => (
        <div className={styles.box}>
          {!complete && (
            <p className={styles.partly}>
              Those through other instances are not known: PostgreSQL does not tell of them now.
            </p>
          )}
          {items.length === 0 ? (
            <Empty title={complete ? 'No query runs' : 'No query runs through this instance'}>
              What Explore, SQL and exports ask of Druid shows here while it runs.
            </Empty>
          ) : (
            <ScrollBox label="Queries that run now" maxHeight={284}>
              <ul>
                {items.map((query) => (
                  <Row
                    key={query.queryId}
                    query={query}
                    askedAt={running.dataUpdatedAt}
                    onCancel={() => setAsked(query)}
                  />
                ))}
              </ul>
            </ScrollBox>
          )}
          <p className="visually-hidden" aria-live="polite">
            {said}
          </p>
          <Suspense fallback={null}>
            {asked && (
              <CancelDialog
                query={asked}
                onClose={() => setAsked(null)}
                onCanceled={() => {
                  setAsked(null)
                  setSaid(`The query of ${asked.client} was canceled.`)
                }}
              />
            )}
          </Suspense>
        </div>
      )}
    </PolledPanel>
  )
}

interface RowProps {
  readonly query: RunningQuery
  readonly askedAt: number
  readonly onCancel: () => void
}

function Row({ query, askedAt, onCancel }: RowProps) {
  const { queryId, kind, state, sql, datasource, client, instance, ageMs } = query
  const now = useNow(1000)
  const age = ageMs + Math.max(0, now - askedAt)
  return (
    <li className={styles.query}>
      <Disclosure
        className={styles.line}
        summary={
          <span className={styles.row}>
            <span className={styles.age}>{age < 10_000 ? formatLasting(age) : formatDuration(age)}</span>
            <Tag tone={state === 'running' ? 'busy' : 'quiet'}>{state}</Tag>
            <span>{kindNames[kind]}</span>
            <code className={queryStyles.sql}>{sql ?? datasource ?? 'not compiled yet'}</code>
          </span>
        }
      >
        <div className={queryStyles.details}>
          {sql ? <Statement text={sql} /> : <p>It waits for its turn and is not compiled yet.</p>}
          <p className={queryStyles.facts}>
            <span>asked by {client}</span>
            <span>through {instance}</span>
            {datasource && <span>of {datasource}</span>}
            <CopyText text={queryId} label="Copy the query id" />
          </p>
        </div>
      </Disclosure>
      <Button
        className={styles.cancel}
        variant="default"
        size="compact-xs"
        aria-label={`Cancel the ${kindNames[kind]} query of ${client}`}
        onClick={onCancel}
      >
        Cancel
      </Button>
    </li>
  )
}
