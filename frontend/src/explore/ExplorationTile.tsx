import type { DatasourceDetail } from '@nemeton/contract'
import { useQuery } from '@tanstack/react-query'
import { Suspense, useCallback, useMemo } from 'react'
import { useNavigate } from 'react-router'
import { datasourceQuery } from '../api/datasources.ts'
import { describeError } from '../api/error.ts'
import { nextBucket } from '../format/time.ts'
import { paths } from '../paths.ts'
import { Empty } from '../ui/Empty.tsx'
import { Failed } from '../ui/Failed.tsx'
import { Waiting } from '../ui/Waiting.tsx'
import { visualizations } from '../visualizations/registry.ts'
import type { Choice } from '../visualizations/result.ts'
import { chooseVisualization } from '../visualizations/suits.ts'
import { drawnOrder } from './drawn-order.ts'
import { type Exploration, start, zoomTo } from './exploration.ts'
import { parseExploration, printExploration } from './exploration-link.ts'
import { lostColumns, without } from './lost.ts'
import { isChosen, pressed, sorted } from './presses.ts'
import { boundsOf, useAnswer } from './queries.ts'
import { readResult, shapeOfResult } from './read-result.ts'
import { drawnMeasures, isBox, resultQuestion, visualizationOf } from './result-question.ts'
import { type Scene, sceneOf } from './scene.ts'

interface ExplorationTileProps {
  readonly datasource: string
  /** The explore page's state as it stands in the address, without the question mark. */
  readonly exploration: string
  /** Its name among all that ask at once. */
  readonly tile: string
  readonly height: number
}

const timeColumn = '__time'
const roomForLegend = 26

/** What an exploration draws, alone: its splits, or its course over time. A press goes on in Explore. */
export function ExplorationTile({ datasource: name, ...rest }: ExplorationTileProps) {
  const datasource = useQuery({ ...datasourceQuery(name), staleTime: 60_000 })
  if (datasource.data?.interval === null) return <Empty title={`“${name}” holds no rows`} />
  if (datasource.data) return <Bounded {...rest} datasource={datasource.data} />
  if (datasource.isError)
    return <Failed {...describeError(datasource.error)} onRetry={() => void datasource.refetch()} />
  return <Waiting height={rest.height} />
}

interface BoundedProps extends Omit<ExplorationTileProps, 'datasource'> {
  readonly datasource: DatasourceDetail
}

function Bounded({ datasource, exploration, tile, height }: BoundedProps) {
  const bounds = useMemo(() => boundsOf(datasource), [datasource])
  const asked = useMemo(() => drawable(parseExploration(new URLSearchParams(exploration))), [exploration])
  const scene = useMemo(
    () => bounds && sceneOf(datasource, bounds, without(asked, lostColumns(asked, datasource))),
    [datasource, bounds, asked],
  )
  if (scene) return <Drawn scene={scene} tile={tile} height={height} />
  return <Empty title={`“${datasource.name}” holds no rows`} />
}

/** Without a split the measure is drawn over time. */
const drawable = (exploration: Exploration): Exploration =>
  exploration.splits.length > 0
    ? exploration
    : {
        ...exploration,
        splits: [{ column: timeColumn, bucket: exploration.bucket, sort: null, limit: null, other: false }],
        visualization: 'line',
      }

function Drawn({ scene, tile, height }: { scene: Scene; tile: string; height: number }) {
  const navigate = useNavigate()
  const { exploration, measure, datasource } = scene
  const query = useAnswer(resultQuestion(scene), tile)
  const asked = visualizationOf(scene)
  const result = useMemo(
    () => query.data && readResult(query.data, drawnMeasures(scene, asked), measure.key, scene.bounds),
    [query.data, scene, asked, measure.key],
  )
  const goOn = useCallback(
    (change: (state: Exploration) => Exploration) =>
      navigate(paths.exploration(datasource.name, printExploration(change(exploration)))),
    [navigate, datasource.name, exploration],
  )
  if (query.isError) return <Failed {...describeError(query.error)} onRetry={() => void query.refetch()} />
  if (!result || !query.data) return <Waiting height={height} />
  if (result.rows.length === 0) return <Empty title="No rows in this interval under these filters" />
  const drawn = isBox(query.data.question) ? 'box' : chooseVisualization(asked, shapeOfResult(result))
  const isTable = drawn === 'flat' || drawn === 'bars' || drawn === 'pivot'
  const { component: Visualization } = visualizations[exploration.asTable && !isTable ? 'flat' : drawn]
  const by = exploration.splits.map(({ column }) => (column === timeColumn ? 'time' : column)).join(', ')
  const period = result.splits.find(({ kind }) => kind === 'time')?.period
  return (
    <Suspense fallback={<Waiting height={height} />}>
      <Visualization
        title={`${measure.title} by ${by}`}
        result={result}
        height={isTable || exploration.asTable || exploration.splits.length < 2 ? height : height - roomForLegend}
        onPress={(choices: readonly Choice[], exclude) => goOn((state) => pressed(state, result, choices, exclude))}
        isChosen={(choice) => isChosen(exploration, result, choice)}
        onZoom={(from, last) => {
          if (period) goOn((state) => zoomTo(state, from, nextBucket(last, period, result.zone)))
        }}
        onZoomOut={() => goOn((state) => ({ ...state, range: start.range, bucket: null }))}
        orderings={exploration.splits.map((split) => drawnOrder(scene, split, result))}
        onSort={(split, ordering) => goOn((state) => sorted(state, result, split, ordering))}
      />
    </Suspense>
  )
}
