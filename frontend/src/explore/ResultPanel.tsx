import { Button, SegmentedControl, Skeleton } from '@mantine/core'
import { useFullscreenElement } from '@mantine/hooks'
import { IconMaximize } from '@tabler/icons-react'
import { Suspense, useCallback, useMemo } from 'react'
import { describeError } from '../api/error.ts'
import { nextBucket } from '../format/time.ts'
import { Empty } from '../ui/Empty.tsx'
import { Failed } from '../ui/Failed.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Waiting } from '../ui/Waiting.tsx'
import { assignColors } from '../visualizations/colors.ts'
import { visualizations } from '../visualizations/registry.ts'
import type { Choice } from '../visualizations/result.ts'
import { chooseVisualization } from '../visualizations/suits.ts'
import { drawnOrder } from './drawn-order.ts'
import styles from './ExplorePage.module.css'
import { ExportMenu } from './ExportMenu.tsx'
import { start, zoomTo } from './exploration.ts'
import { isChosen, pressed, sorted } from './presses.ts'
import { QueryLine } from './QueryLine.tsx'
import { useAnswer } from './queries.ts'
import type { Span } from './range.ts'
import { readResult, shapeOfResult } from './read-result.ts'
import { drawnMeasures, isBox, resultQuestion, visualizationOf } from './result-question.ts'
import { SharePicker } from './SharePicker.tsx'
import type { Scene } from './scene.ts'
import { textOf } from './series.ts'
import type { Update } from './use-exploration.ts'
import { useRanking } from './use-time-series.ts'
import { VisualizationMenu } from './VisualizationMenu.tsx'
import { widen } from './widen.ts'

/** The panel keeps its size whatever is drawn, so that nothing below it moves. */
const panelHeight = 440
const roomForLegend = 64

/** Every measure by the splits, drawn as the exploration says. */
export function ResultPanel({ scene, bounds, update }: { scene: Scene; bounds: Span; update: Update }) {
  const { exploration, measure } = scene
  const question = resultQuestion(scene)
  const query = useAnswer(question, 'result')
  const screen = useFullscreenElement()
  const asked = visualizationOf(scene)
  const { split, top } = useRanking(scene)
  const colors = useMemo(() => {
    const values = top.data?.table.rows.map((row) => textOf(row[0])) ?? []
    return new Map(split === null ? [] : [[split, assignColors(values)]])
  }, [split, top.data])
  const result = useMemo(
    () => query.data && readResult(query.data, drawnMeasures(scene, asked), measure.key, scene.bounds, colors),
    [query.data, scene, asked, measure.key, colors],
  )
  const by = exploration.splits.map(({ column }) => (column === '__time' ? 'time' : column)).join(', ')
  const drawn =
    result && query.data && isBox(query.data.question)
      ? 'box'
      : result
        ? chooseVisualization(asked, shapeOfResult(result))
        : asked
  const isTable = drawn === 'flat' || drawn === 'bars' || drawn === 'pivot'
  const { component: Visualization } = visualizations[exploration.asTable && !isTable ? 'flat' : drawn]
  const room = screen.fullscreen ? Math.max(panelHeight, window.innerHeight - 130) : panelHeight
  const onPress = useCallback(
    (choices: readonly Choice[], exclude: boolean) => {
      if (result) update((state) => pressed(state, result, choices, exclude))
    },
    [result, update],
  )
  const period = result?.splits.find(({ kind }) => kind === 'time')?.period
  return (
    <div ref={screen.ref} className={styles.full}>
      <Panel
        title={<>By {by}</>}
        note={measure.title}
        flush
        busy={query.isPending || query.isPlaceholderData}
        actions={
          <>
            <SharePicker scene={scene} update={update} />
            <ExportMenu question={question} of={`the split by ${by}`} />
            <VisualizationMenu scene={scene} update={update} />
            {!isTable && (
              <SegmentedControl
                aria-label="Show the splits as"
                value={exploration.asTable ? 'table' : 'chart'}
                data={[
                  { value: 'chart', label: 'Chart' },
                  { value: 'table', label: 'Table' },
                ]}
                onChange={(show) => update((state) => ({ ...state, asTable: show === 'table' }))}
              />
            )}
            <IconButton
              label={screen.fullscreen ? 'Leave full screen' : 'Full screen'}
              onPress={() => void screen.toggle()}
            >
              <IconMaximize size={16} />
            </IconButton>
          </>
        }
        foot={<QueryLine question={question} table={query.data?.table} of={`the split by ${by}`} />}
      >
        <div
          className={styles.result}
          style={{ height: room }}
          data-visualization={drawn}
          data-padded={!isTable && !exploration.asTable}
          data-stale={query.isPlaceholderData}
        >
          {query.isError ? (
            <div style={{ padding: 12 }}>
              <Failed {...describeError(query.error)} onRetry={() => void query.refetch()} />
            </div>
          ) : !result ? (
            <Skeleton height={panelHeight} />
          ) : result.rows.length === 0 ? (
            <Empty
              title="No rows in this interval under these filters"
              actions={
                <Button variant="default" onClick={() => update((state) => ({ ...state, filters: start.filters }))}>
                  Clear the filters
                </Button>
              }
            />
          ) : (
            <Suspense fallback={<Waiting height={panelHeight} />}>
              <Visualization
                title={`${measure.title} by ${by}`}
                result={result}
                height={isTable || exploration.asTable ? room : room - roomForLegend}
                onPress={onPress}
                isChosen={(choice) => isChosen(exploration, result, choice)}
                onZoom={(from, last) => {
                  if (period) update((state) => zoomTo(state, from, nextBucket(last, period, result.zone)))
                }}
                onZoomOut={() => update((state) => widen(state, scene.span, bounds))}
                orderings={exploration.splits.map((split) => drawnOrder(scene, split, result))}
                onSort={(split, ordering) => update((state) => sorted(state, result, split, ordering))}
              />
            </Suspense>
          )}
        </div>
      </Panel>
    </div>
  )
}
