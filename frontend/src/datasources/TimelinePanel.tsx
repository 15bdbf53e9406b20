import { SegmentedControl, Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import { timelineQuery } from '../api/datasources.ts'
import { describeError } from '../api/error.ts'
import { formatCount } from '../format/number.ts'
import { Failed } from '../ui/Failed.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Timeline } from '../visualizations/Timeline.tsx'
import { isDrawable } from '../visualizations/timeline.ts'
import { refetchInterval } from './queries.ts'

const height = 190

/** Rows by time chunk, and which of them can be queried. */
export function TimelinePanel({ name }: { name: string }) {
  const timeline = useQuery({ ...timelineQuery(name), refetchInterval })
  const [search, setSearch] = useSearchParams()
  const { chunks = [], grouped = null, complete = true } = timeline.data ?? {}
  const isDrawn = isDrawable(chunks)
  const asTable = search.get('show') === 'table' || !isDrawn
  return (
    <Panel
      title="Timeline"
      note={
        timeline.data &&
        (grouped === null
          ? formatCount(chunks.length, 'time chunk')
          : `time chunks put together by ${grouped}${complete ? '' : ', the latest are missing'}`)
      }
      busy={timeline.isPending}
      flush={asTable && timeline.isSuccess}
      actions={
        <SegmentedControl
          aria-label="Show the timeline as"
          value={asTable ? 'table' : 'chart'}
          data={[
            { value: 'chart', label: 'Chart', disabled: timeline.isSuccess && !isDrawn },
            { value: 'table', label: 'Table' },
          ]}
          onChange={(show) => setSearch(show === 'table' ? { show } : {}, { replace: true, preventScrollReset: true })}
        />
      }
    >
      {timeline.isPending ? (
        <Skeleton height={height} />
      ) : !timeline.data ? (
        <Failed {...describeError(timeline.error)} onRetry={() => void timeline.refetch()} />
      ) : (
        <Timeline chunks={chunks} asTable={asTable} height={height} />
      )}
    </Panel>
  )
}
