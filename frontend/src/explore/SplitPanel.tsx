import { ActionIcon, Button, Skeleton, Tooltip } from '@mantine/core'
import type { Table } from '@nemeton/contract'
import { IconX } from '@tabler/icons-react'
import { Suspense } from 'react'
import { describeError } from '../api/error.ts'
import { Notice } from '../ui/Notice.tsx'
import { Panel } from '../ui/Panel.tsx'
import { visualizations } from '../visualizations/registry.ts'
import { assignColors, colorOf } from './colors.ts'
import styles from './ExplorePage.module.css'
import { filterOn, toggleValue } from './exploration.ts'
import { valueWords } from './FilterBar.tsx'
import { QueryLine } from './QueryLine.tsx'
import { useAnswer } from './queries.ts'
import { type Scene, splitQuestion } from './questions.ts'
import { textOf } from './series.ts'
import type { Update } from './use-exploration.ts'
import { mostSeries } from './use-time-series.ts'

interface SplitPanelProps {
  readonly scene: Scene
  readonly split: string
  readonly totals: Table | null
  readonly update: Update
}

const { component: BarTable } = visualizations.barTable

/** Every measure by the values of one dimension. */
export function SplitPanel({ scene, split, totals, update }: SplitPanelProps) {
  const { exploration, measures, measure } = scene
  const question = splitQuestion(scene, split)
  const query = useAnswer(question)
  const ranked = useAnswer(splitQuestion({ ...scene, exploration: { ...exploration, sort: null } }, split))
  const drawn = ranked.data?.table.rows.slice(0, mostSeries).map((row) => textOf(row[0])) ?? []
  const slots = assignColors(drawn)
  const filter = filterOn(exploration, split)
  const sort = exploration.sort ?? { by: measure.key, ascending: false }
  return (
    <Panel
      title={<>By {split}</>}
      flush
      busy={query.isPending || query.isPlaceholderData}
      actions={
        <Tooltip label="Remove the split">
          <ActionIcon
            aria-label="Remove the split"
            onClick={() => update((state) => ({ ...state, split: null, sort: null }))}
          >
            <IconX size={16} />
          </ActionIcon>
        </Tooltip>
      }
      foot={<QueryLine question={question} table={query.data?.table} of={`the split by ${split}`} />}
    >
      <div className={styles.fade} data-stale={query.isPlaceholderData}>
        {query.isError ? (
          <div style={{ padding: 12 }}>
            <Notice
              tone="bad"
              {...describeError(query.error)}
              actions={
                <Button variant="default" onClick={() => void query.refetch()}>
                  Try again
                </Button>
              }
            />
          </div>
        ) : !query.data ? (
          <div style={{ padding: 12, display: 'grid', gap: 10 }}>
            {[1, 2, 3, 4, 5, 6, 7, 8].map((line) => (
              <Skeleton key={line} height={20} />
            ))}
          </div>
        ) : (
          <Suspense fallback={<Skeleton height={240} m={12} />}>
            <BarTable
              title={`By ${split}`}
              dimension={split}
              measures={measures.map(({ key, title, additive, format }) => ({ key, title, additive, format }))}
              front={measure.key}
              rows={query.data.table.rows.map((row) => {
                const value = textOf(row[0])
                const slot = slots.get(value)
                return {
                  value,
                  name: valueWords(value),
                  cells: row.slice(1),
                  chosen: filter !== null && !filter.exclude && filter.values.includes(value),
                  color: slot === undefined ? null : colorOf(slot),
                }
              })}
              totals={totals?.rows[0] ?? null}
              sort={sort}
              onSort={(by) =>
                update((state) => ({
                  ...state,
                  sort: { by, ascending: sort.by === by ? !sort.ascending : by === split },
                }))
              }
              onPress={(value, exclude) => update((state) => toggleValue(state, split, value, exclude))}
            />
          </Suspense>
        )}
      </div>
    </Panel>
  )
}
