import { Button } from '@mantine/core'
import type { DatasourceDetail } from '@nemeton/contract'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { Link, useParams } from 'react-router'
import { datasourceQuery } from '../api/datasources.ts'
import { describeError } from '../api/error.ts'
import { useBusy } from '../api/use-busy.ts'
import { paths } from '../paths.ts'
import { Arriving, codeOf, fetchAhead } from '../ui/Arriving.tsx'
import { Empty } from '../ui/Empty.tsx'
import { answersAreThere } from '../ui/later.ts'
import { lazily } from '../ui/lazily.ts'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'
import { PageFailed } from '../ui/PageFailed.tsx'
import { PageSkeleton } from '../ui/PageSkeleton.tsx'
import { Waiting } from '../ui/Waiting.tsx'
import { overview } from '../visualizations/registry.ts'
import { ControlBar } from './ControlBar.tsx'
import type { Exploration } from './exploration.ts'
import { lostColumns, without } from './lost.ts'
import { openingQuestions } from './opening.ts'
import { askAhead, boundsOf, distinctQuery, knownCounts, leaveUnseen, type TileQuestion } from './queries.ts'
import type { Span } from './range.ts'
import { sceneOf } from './scene.ts'
import { TimePanel } from './TimePanel.tsx'
import { Totals } from './Totals.tsx'
import { useExploration } from './use-exploration.ts'
import { useShared } from './use-shared.ts'

const ResultPanel = lazily(async () => (await import('./ResultPanel.tsx')).ResultPanel)
const RawRows = lazily(async () => (await import('./RawRows.tsx')).RawRows)
const boards = codeOf(async () => (await import('./Boards.tsx')).Boards)

/** The code of what draws the answers: asked for beside the questions, which take every connection that a browser has. */
function fetchDrawing(asTable: boolean): void {
  fetchAhead(boards)
  if (!asTable) fetchAhead(overview.timeChart)
}

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

/** Finds where the data begins and ends. */
function Bounded({ datasource }: { datasource: DatasourceDetail }) {
  const bounds = useMemo(() => boundsOf(datasource), [datasource])
  if (bounds) return <Explorer datasource={datasource} bounds={bounds} />
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
}

const none = {}

/** As long as the browser may take to draw the last of the first answers. */
const drawnMs = 200

/** Tells once that the first questions are answered. */
function FirstAnswers() {
  const isBusy = useBusy('query')
  const wasBusy = useRef(false)
  useEffect(() => {
    if (wasBusy.current && !isBusy) setTimeout(answersAreThere, drawnMs)
    wasBusy.current = isBusy
  }, [isBusy])
  return null
}

function Explorer({ datasource, bounds }: { datasource: DatasourceDetail; bounds: Span }) {
  const client = useQueryClient()
  const known = useMemo(() => knownCounts(datasource), [datasource])
  const counted = useQuery({ ...distinctQuery(datasource), enabled: known === null })
  const counts = known ?? counted.data ?? (counted.isError ? none : undefined)
  const see = useCallback(
    (asked: Exploration) => {
      // A link may be older than the datasource, or mistyped.
      const lost = lostColumns(asked, datasource)
      return { lost, scene: sceneOf(datasource, bounds, without(asked, lost)) }
    },
    [datasource, bounds],
  )
  const before = useRef<readonly TileQuestion[]>([])
  const ahead = useCallback(
    (next: Exploration) => {
      const questions = openingQuestions(see(next).scene, counts)
      leaveUnseen(client, before.current, questions)
      askAhead(client, questions)
      before.current = questions
    },
    [client, see, counts],
  )
  const [asked, update, steps] = useExploration(ahead)
  const seen = useMemo(() => see(asked), [see, asked])
  const scene = useShared(seen.scene)
  const { exploration } = scene
  useState(() => fetchDrawing(exploration.asTable))
  const shown = useMemo(() => openingQuestions(scene, counts), [scene, counts])
  useMemo(() => askAhead(client, shown), [client, shown])
  // whatever was asked for a choice that did not come to be drawn, such as one that was undone at once
  useEffect(() => {
    leaveUnseen(client, before.current, shown)
    before.current = shown
  }, [client, shown])
  useEffect(() => () => leaveUnseen(client, before.current, []), [client])
  return (
    <Page title={datasource.name} bare>
      <ControlBar scene={scene} bounds={bounds} update={update} steps={steps} />
      {seen.lost.length > 0 && (
        <Notice
          tone="warn"
          cause={`"${datasource.name}" has no column ${seen.lost.map((column) => `"${column}"`).join(', ')}.`}
          remedy="The link asks for what is gone or mistyped; everything else is shown."
          actions={
            <Button variant="default" onClick={() => update((state) => without(state, seen.lost))}>
              Leave it out
            </Button>
          }
        />
      )}
      <FirstAnswers />
      <Totals scene={scene} update={update} />
      <TimePanel scene={scene} bounds={bounds} update={update} />
      {exploration.splits.length > 0 && (
        <Suspense fallback={<Waiting height={514} />}>
          <ResultPanel scene={scene} bounds={bounds} update={update} />
        </Suspense>
      )}
      {exploration.rows && (
        <Suspense fallback={<Waiting height={500} />}>
          <RawRows scene={scene} update={update} />
        </Suspense>
      )}
      <Arriving code={boards} waiting={<Waiting height={301} />} props={{ scene, counts, update }} />
    </Page>
  )
}
