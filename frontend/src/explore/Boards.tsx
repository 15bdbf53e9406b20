import { ActionIcon, Button, Menu, Skeleton } from '@mantine/core'
import type { DatasourceColumn, Table } from '@nemeton/contract'
import { IconArrowsSplit2, IconDots } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { memo, useCallback, useMemo } from 'react'
import { describeError } from '../api/error.ts'
import { useBusy } from '../api/use-busy.ts'
import { formatCount, toNumber } from '../format/number.ts'
import { formatShortAs } from '../format/number-format.ts'
import { Failed } from '../ui/Failed.tsx'
import { Panel } from '../ui/Panel.tsx'
import { valueWords } from '../ui/value-words.ts'
import { overview } from '../visualizations/registry.ts'
import { dimensionsOf } from './dimensions.ts'
import { dragDimension } from './drag.ts'
import styles from './ExplorePage.module.css'
import { filterOn, toggleValue, valuesOn, withoutFilter } from './exploration.ts'
import { boardRows, boardsOf, boardTile, type Counts, firstBoards } from './opening.ts'
import { QueryLine } from './QueryLine.tsx'
import { distinctQuery, useAnswer, useKnownAnswer } from './queries.ts'
import { leaderboardQuestion, totalsQuestion } from './questions.ts'
import type { Scene } from './scene.ts'
import { textOf } from './series.ts'
import { addSplit, splitBy } from './splits.ts'
import { placesOf, readAt, readTotal } from './table-places.ts'
import type { Update } from './use-exploration.ts'

/** Head, rows and foot. */
const boardHeight = 301
const lineHeight = 27
const boardPadding = 12
const { leaderboard: Leaderboard } = overview

interface BoardsProps {
  readonly scene: Scene
  /** Undefined while it is not known which dimensions tell most. */
  readonly counts: Counts | undefined
  readonly update: Update
}

/** Top values of the dimensions that tell most. */
export const Boards = memo(function Boards({ scene, counts, update }: BoardsProps) {
  const { datasource, exploration } = scene
  const dimensions = dimensionsOf(datasource.columns)
  // to count is heavy, and waits until all else has been answered
  const isQuiet = !useBusy('query')
  const { isSuccess: isAnswered } = useKnownAnswer(totalsQuestion(scene), 'totals')
  const distinct = useQuery({ ...distinctQuery(datasource), enabled: isQuiet && isAnswered })
  if (dimensions.length === 0) return null
  if (counts === undefined)
    return (
      <div className={styles.boards}>
        {dimensions.slice(0, firstBoards).map(({ name }) => (
          <Skeleton key={name} height={boardHeight} />
        ))}
      </div>
    )
  const { ranked, shown, isCut } = boardsOf(scene, counts)
  return (
    <>
      <div className={styles.boards}>
        {shown.map((dimension) => (
          <Board
            key={dimension.name}
            dimension={dimension}
            roughly={counts[dimension.name]}
            distinct={distinct.data?.[dimension.name]}
            scene={scene}
            update={update}
          />
        ))}
      </div>
      {isCut && (
        <Button
          variant="default"
          style={{ alignSelf: 'flex-start' }}
          onClick={() => update((state) => ({ ...state, allDimensions: !state.allDimensions }))}
        >
          {exploration.allDimensions
            ? 'Show the most useful dimensions only'
            : `Show all ${formatCount(ranked.length, 'dimension')}`}
        </Button>
      )}
    </>
  )
})

interface BoardProps {
  readonly dimension: DatasourceColumn
  /** Values that it has, by which room is kept for them. */
  readonly roughly: number | undefined
  /** The same, counted. */
  readonly distinct: number | undefined
  readonly scene: Scene
  readonly update: Update
}

const Board = memo(function Board({ dimension: { name }, roughly, distinct, scene, update }: BoardProps) {
  const question = leaderboardQuestion(scene, name, boardRows)
  const query = useAnswer(question, boardTile(name))
  // a value more: some rows may have none
  const lines = Math.min(boardRows, (roughly ?? boardRows) + 1)
  const height = boardPadding + lines * lineHeight
  return (
    <Panel
      title={
        <span {...dragDimension(name)} title="Drag onto the splits">
          {name}
        </span>
      }
      note={distinct === undefined ? undefined : `${formatCount(distinct, 'value')} in all`}
      flush
      busy={query.isPending || query.isPlaceholderData}
      actions={<BoardMenu name={name} isFiltered={filterOn(scene.exploration, name) !== null} update={update} />}
      foot={<QueryLine question={question} table={query.data?.table} top of={`the top values of ${name}`} />}
    >
      <div className={styles.board} style={{ minHeight: height }} data-stale={query.isPlaceholderData}>
        {query.isError ? (
          <div style={{ padding: 12 }}>
            <Failed {...describeError(query.error)} onRetry={() => void query.refetch()} />
          </div>
        ) : !query.data ? (
          <div className={styles.waiting} style={{ height }}>
            {Array.from({ length: lines }, (_, line) => line).map((line) => (
              <Skeleton key={line} height={18} />
            ))}
          </div>
        ) : (
          <Values
            name={name}
            table={query.data.table}
            isStale={query.isPlaceholderData}
            scene={scene}
            update={update}
          />
        )}
      </div>
    </Panel>
  )
})

interface BoardMenuProps {
  readonly name: string
  readonly isFiltered: boolean
  readonly update: Update
}

const BoardMenu = memo(function BoardMenu({ name, isFiltered, update }: BoardMenuProps) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon aria-label={`More for ${name}`} title={`More for ${name}`}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconArrowsSplit2 size={14} aria-hidden />}
          onClick={() => update((state) => addSplit(state, splitBy(name)))}
        >
          Split by {name}
        </Menu.Item>
        {isFiltered && (
          <Menu.Item onClick={() => update((state) => withoutFilter(state, name))}>Remove its filter</Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
})

interface ValuesProps {
  readonly name: string
  readonly table: Table
  readonly isStale: boolean
  readonly scene: Scene
  readonly update: Update
}

/** Reads the total itself: its answer draws the shares anew, and not the whole board. */
function Values({ name, table, isStale, scene, update }: ValuesProps) {
  const { measure } = scene
  const totals = useKnownAnswer(totalsQuestion(scene), 'totals')
  const filter = valuesOn(scene.exploration, name)
  const keeps = filter !== null && !filter.exclude
  // with its own filter left out, the board no longer adds up to the total
  const adds = measure.additive && !keeps && !isStale && !totals.isPlaceholderData
  const whole = adds && totals.data ? toNumber(readTotal(totals.data.table, measure.key).now) : null
  const rows = useMemo(() => {
    const places = placesOf(table.columns, measure.key)
    return table.rows.map((row) => {
      const value = textOf(row[0])
      const { now, percent } = readAt(row, places)
      return {
        value,
        name: valueWords(value),
        number: now,
        change: places.percent >= 0 ? percent : undefined,
        chosen: filter?.values.includes(value) ?? false,
        quiet: keeps && !filter.values.includes(value),
      }
    })
  }, [table, measure, filter, keeps])
  const format = useCallback((value: number | null) => formatShortAs(value, measure.format), [measure])
  const press = useCallback(
    (value: string | null, exclude: boolean) => update((state) => toggleValue(state, name, value, exclude)),
    [update, name],
  )
  return (
    <Leaderboard
      title={`Top values of ${name} by ${measure.title}`}
      whole={whole}
      format={format}
      rows={rows}
      onPress={press}
    />
  )
}
