import { Button } from '@mantine/core'
import type { Datasource } from '@nemeton/contract'
import { usePrefetchQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Link, useParams } from 'react-router'
import { datasourceQuery } from '../api/datasources.ts'
import { describeError } from '../api/error.ts'
import { paths } from '../paths.ts'
import { Empty } from '../ui/Empty.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'
import { PageFailed } from '../ui/PageFailed.tsx'
import { PageSkeleton } from '../ui/PageSkeleton.tsx'
import { Boards } from './Boards.tsx'
import { ControlBar } from './ControlBar.tsx'
import { chooseMeasure, measuresOf } from './measures.ts'
import { boundsQuery, distinctQuery, useAnswer } from './queries.ts'
import { type Scene, totalsQuestion } from './questions.ts'
import { parseInterval, resolveRange, type Span } from './range.ts'
import { SplitPanel } from './SplitPanel.tsx'
import { TimePanel } from './TimePanel.tsx'
import { Totals } from './Totals.tsx'
import { useExploration } from './use-exploration.ts'

/** One datasource, sliced; opens with an answer. */
export function ExplorePage() {
  const { datasource: name = '' } = useParams()
  const datasource = useQuery({ ...datasourceQuery(name), staleTime: 60_000 })
  if (datasource.isPending) return <PageSkeleton />
  if (!datasource.data)
    return (
      <PageFailed
        title={name}
        {...describeError(datasource.error)}
        onRetry={() => void datasource.refetch()}
        more={
          <Button variant="default" component={Link} to={paths.explore()}>
            All datasources
          </Button>
        }
      />
    )
  return <Bounded key={name} datasource={datasource.data} />
}

/** Finds where the data begins and ends; the rest waits only for that. */
function Bounded({ datasource }: { datasource: Datasource }) {
  const query = useQuery({ ...boundsQuery(datasource), enabled: datasource.interval !== null })
  usePrefetchQuery(distinctQuery(datasource))
  const bounds = query.data ?? (query.isError ? parseInterval(datasource.interval) : null)
  if (datasource.interval === null || (query.isSuccess && bounds === null))
    return (
      <Page title={datasource.name}>
        <Empty
          title="This datasource holds no rows yet"
          actions={
            <Button component={Link} to={paths.ingest()}>
              Load a file
            </Button>
          }
        >
          It may have been loaded a moment ago: the rows can be asked for once Druid has announced them.
        </Empty>
      </Page>
    )
  if (!bounds) {
    if (query.isError)
      return <PageFailed title={datasource.name} {...describeError(query.error)} onRetry={() => void query.refetch()} />
    return <PageSkeleton />
  }
  return <Explorer datasource={datasource} bounds={bounds} />
}

function Explorer({ datasource, bounds }: { datasource: Datasource; bounds: Span }) {
  const [asked, update] = useExploration()
  // A link may be older than the datasource, or mistyped.
  const lost = asked.split !== null && !datasource.columns.some(({ name }) => name === asked.split) ? asked.split : null
  const exploration = useMemo(() => (lost === null ? asked : { ...asked, split: null }), [asked, lost])
  const scene = useMemo((): Scene => {
    const measures = measuresOf(datasource)
    const span = resolveRange(exploration.range, bounds, exploration.timezone)
    const front = exploration.measure ?? (datasource.measures === null ? null : (measures[0]?.key ?? null))
    return { datasource, exploration, span, measures, measure: chooseMeasure(measures, front) }
  }, [datasource, bounds, exploration])
  const totals = useAnswer(totalsQuestion(scene))
  const totalOf = (key: string) => {
    const index = scene.measures.findIndex((measure) => measure.key === key)
    return totals.isPlaceholderData ? null : totals.data?.table.rows[0]?.[index]
  }
  return (
    <Page title={datasource.name} bare>
      <ControlBar scene={scene} bounds={bounds} update={update} />
      {lost !== null && (
        <Notice
          tone="warn"
          cause={`"${datasource.name}" has no column "${lost}" to split by.`}
          remedy="The link asks for one that is gone or mistyped; everything else is shown."
          actions={
            <Button variant="default" onClick={() => update((state) => ({ ...state, split: null }))}>
              Leave the split out
            </Button>
          }
        />
      )}
      {totals.isError ? (
        <Notice
          tone="bad"
          {...describeError(totals.error)}
          actions={
            <Button variant="default" onClick={() => void totals.refetch()}>
              Try again
            </Button>
          }
        />
      ) : (
        <Totals scene={scene} totals={totals.data?.table ?? null} stale={totals.isPlaceholderData} update={update} />
      )}
      <TimePanel scene={scene} bounds={bounds} update={update} />
      {exploration.split !== null && (
        <SplitPanel
          key={exploration.split}
          scene={scene}
          split={exploration.split}
          totals={totals.data?.table ?? null}
          update={update}
        />
      )}
      <Boards scene={scene} total={totalOf(scene.measure.key)} update={update} />
    </Page>
  )
}
