import { Button, NativeSelect } from '@mantine/core'
import { type StateChange, stateChange } from '@nemeton/contract'
import { useInfiniteQuery } from '@tanstack/react-query'
import { formatInstant } from '../format/instant.ts'
import { SeverityTag } from '../format/SeverityTag.tsx'
import { formatOffset, formatTime } from '../format/time.ts'
import { Empty } from '../ui/Empty.tsx'
import { ScrollBox } from '../ui/ScrollBox.tsx'
import styles from './ChangesPanel.module.css'
import { PolledPanel } from './PolledPanel.tsx'
import { changesQuery } from './queries.ts'
import { useAddress } from './use-address.ts'

const kindTitles: Readonly<Record<StateChange['kind'], string>> = {
  check: 'Checks',
  part: 'Parts',
  server: 'Druid’s servers',
  leader: 'Leaders',
  task: 'Tasks',
  instance: 'Instances',
  notice: 'Notices sent',
}

/** What changed its state, newest first. */
export function ChangesPanel() {
  const { events, zone, change } = useAddress()
  const changes = useInfiniteQuery(changesQuery(events))
  return (
    <PolledPanel
      title="What changed"
      anchor="changes"
      query={changes}
      height={300}
      flush
      note={`times in ${formatOffset(Date.now(), zone)}`}
      actions={
        <NativeSelect
          aria-label="Changes of"
          value={events ?? ''}
          data={[
            { value: '', label: 'Everything' },
            ...stateChange.shape.kind.options.map((kind) => ({ value: kind, label: kindTitles[kind] })),
          ]}
          onChange={({ currentTarget: { value } }) => {
            const kind = stateChange.shape.kind.safeParse(value)
            change({ events: kind.success ? kind.data : null })
          }}
        />
      }
    >
      {({ pages }) => {
        const items = pages.flatMap((page) => page.items)
        if (items.length === 0)
          return (
            <Empty title={events === null ? 'Nothing has changed yet' : 'No change of this kind'}>
              A part that goes or comes, a check that turns, a leader that changes: each is kept here.
            </Empty>
          )
        return (
          <ScrollBox label="Changes" maxHeight={420}>
            <ol className={styles.changes}>
              {items.map((item) => (
                <Change key={item.id} change={item} zone={zone} />
              ))}
            </ol>
            {changes.hasNextPage && (
              <div className={styles.more}>
                <Button
                  variant="default"
                  loading={changes.isFetchingNextPage}
                  onClick={() => void changes.fetchNextPage()}
                >
                  Load more
                </Button>
              </div>
            )}
          </ScrollBox>
        )
      }}
    </PolledPanel>
  )
}

function Change({
  change: { at, kind, subject, severity, from, to, sentence },
  zone,
}: {
  change: StateChange
  zone: string
}) {
  const instant = Date.parse(at)
  return (
    <li className={styles.change}>
      <time className={styles.at} dateTime={at} title={formatInstant(instant, zone)}>
        {formatTime(instant, 'dayShort', zone)} {formatTime(instant, 'clockSecond', zone)}
      </time>
      <SeverityTag severity={severity} />
      <span className={styles.words}>
        {sentence}{' '}
        <span className={styles.subject}>
          {kind} {subject}
          {from !== null && `: ${from} → ${to}`}
        </span>
      </span>
    </li>
  )
}
