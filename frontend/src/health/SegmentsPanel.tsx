import { NativeSelect, SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { datasourcesQuery, timelineQuery } from '../api/datasources.ts'
import { formatCount } from '../format/number.ts'
import { paths } from '../paths.ts'
import { Empty } from '../ui/Empty.tsx'
import { Timeline } from '../visualizations/Timeline.tsx'
import { isDrawable } from '../visualizations/timeline.ts'
import { PolledPanel } from './PolledPanel.tsx'
import { useAddress } from './use-address.ts'

const height = 190

/** The segments of a datasource along time, and which of them can be queried. */
export function SegmentsPanel() {
  const { datasource, change } = useAddress()
  const datasources = useQuery(datasourcesQuery)
  const names = datasources.data?.items.map(({ name }) => name) ?? []
  const chosen = datasource ?? names[0]
  return chosen === undefined ? (
    <PolledPanel title="Segments" anchor="segments" query={datasources} height={height}>
      {() => (
        <Empty title="No datasource has segments" actions={<Link to={paths.ingest()}>Load a file</Link>}>
          The time chunks of what is loaded show here.
        </Empty>
      )}
    </PolledPanel>
  ) : (
    <OfDatasource
      name={chosen}
      names={names.includes(chosen) ? names : [chosen, ...names]}
      onChoose={(next) => change({ datasource: next })}
    />
  )
}

interface OfDatasourceProps {
  readonly name: string
  readonly names: readonly string[]
  readonly onChoose: (name: string) => void
}

function OfDatasource({ name, names, onChoose }: OfDatasourceProps) {
  const { segmentsAsTable, change } = useAddress()
  const timeline = useQuery({ ...timelineQuery(name), refetchInterval: 10_000, refetchOnWindowFocus: true })
  const { chunks = [], grouped = null, complete = true } = timeline.data ?? {}
  const isDrawn = isDrawable(chunks)
  const asTable = segmentsAsTable || (timeline.isSuccess && !isDrawn)
  return (
    <PolledPanel
      title="Segments"
      anchor="segments"
      query={timeline}
      height={height}
      flush={asTable}
      note={
        timeline.data &&
        (grouped === null
          ? formatCount(chunks.length, 'time chunk')
          : `time chunks put together by ${grouped}${complete ? '' : ', the latest are missing'}`)
      }
      actions={
        <>
          <NativeSelect
            aria-label="Segments of datasource"
            value={name}
            data={[...names]}
            onChange={({ currentTarget }) => onChoose(currentTarget.value)}
          />
          <SegmentedControl
            aria-label="Show the segments as"
            value={asTable ? 'table' : 'chart'}
            data={[
              { value: 'chart', label: 'Chart', disabled: timeline.isSuccess && !isDrawn },
              { value: 'table', label: 'Table' },
            ]}
            onChange={(next) => change({ segmentsAsTable: next === 'table' })}
          />
        </>
      }
      foot={<Link to={paths.datasource(name)}>Everything about {name}</Link>}
    >
      {() =>
        chunks.length === 0 ? (
          <Empty title="It has no segments">All were dropped, or none is loaded yet.</Empty>
        ) : (
          <Timeline chunks={chunks} asTable={asTable} height={height} />
        )
      }
    </PolledPanel>
  )
}
