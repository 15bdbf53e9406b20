import { ActionIcon, FocusTrap, NativeSelect, NumberInput, SegmentedControl, Switch } from '@mantine/core'
import { IconArrowLeft, IconArrowRight } from '@tabler/icons-react'
import { type Period, periodNames, periods } from '../format/time.ts'
import { type ExplorationSplit, type Sort, sortAspects } from './exploration.ts'
import { kindOf, limitOf, periodOf } from './result-question.ts'
import styles from './SplitShelf.module.css'
import type { Scene } from './scene.ts'
import { changeSplit, moveSplit } from './splits.ts'
import type { Update } from './use-exploration.ts'

const limits = [5, 10, 20, 50, 100, 500, 1000, 10_000]
const aspectWords = { value: '', delta: ', change', percent: ', change in %' } as const

/** The bucket, the order and the limit of one split, and its place among the others. */
export function SplitEditor({ split, scene, update }: { split: ExplorationSplit; scene: Scene; update: Update }) {
  const { column } = split
  const { splits } = scene.exploration
  const kind = kindOf(scene, split)
  const place = splits.findIndex((one) => one.column === column)
  const change = (next: Partial<ExplorationSplit>) => update((state) => changeSplit(state, column, next))
  const move = (to: number) => update((state) => moveSplit(state, place, to))
  const limit = limitOf(scene, split)
  const numeric = scene.datasource.columns.some(
    ({ name, type }) => name === column && (type === 'long' || type === 'double'),
  )
  return (
    <FocusTrap>
      <div className={styles.editor}>
        {kind === 'time' && (
          <NativeSelect
            label="Bucket"
            value={typeof split.bucket === 'string' ? split.bucket : ''}
            data={[
              { value: '', label: `auto (${periodNames[periodOf(scene, { ...split, bucket: null })]})` },
              ...periods.map((period) => ({ value: period, label: periodNames[period] })),
            ]}
            onChange={(event) => change({ bucket: (event.currentTarget.value || null) as Period | null })}
          />
        )}
        {numeric && (
          <NumberInput
            label="Size of a bucket"
            description="Empty: each number for itself"
            size="xs"
            min={0}
            defaultValue={typeof split.bucket === 'number' ? split.bucket : ''}
            onBlur={(event) => {
              const size = Number(event.currentTarget.value.replaceAll(',', ''))
              change({ bucket: size > 0 ? size : null })
            }}
          />
        )}
        <SortFields split={split} scene={scene} onChange={(sort) => change({ sort })} />
        {kind !== 'time' && (
          <>
            <NativeSelect
              label="Limit"
              value={String(limit)}
              data={[...new Set([...limits, limit])].sort((one, other) => one - other).map(String)}
              onChange={(event) => change({ limit: Number(event.currentTarget.value) })}
            />
            <Switch
              label="One row for all others"
              checked={split.other}
              onChange={(event) => change({ other: event.currentTarget.checked })}
            />
          </>
        )}
        {splits.length > 1 && (
          <div className={styles.moves}>
            <ActionIcon aria-label="Move before" disabled={place === 0} onClick={() => move(place - 1)}>
              <IconArrowLeft size={16} />
            </ActionIcon>
            <ActionIcon aria-label="Move after" disabled={place === splits.length - 1} onClick={() => move(place + 1)}>
              <IconArrowRight size={16} />
            </ActionIcon>
          </div>
        )}
      </div>
    </FocusTrap>
  )
}

interface SortFieldsProps {
  readonly split: ExplorationSplit
  readonly scene: Scene
  readonly onChange: (sort: Sort) => void
}

function SortFields({ split, scene, onChange }: SortFieldsProps) {
  const byItself = kindOf(scene, split) !== 'value'
  const sort: Sort = split.sort ?? {
    by: byItself ? split.column : scene.measure.key,
    ascending: byItself,
    aspect: 'value',
  }
  const aspects = scene.shift === null ? (['value'] as const) : sortAspects
  const offered: readonly (Omit<Sort, 'ascending'> & { readonly label: string })[] = [
    { by: split.column, aspect: 'value', label: split.column === '__time' ? 'time' : split.column },
    ...scene.measures.flatMap(({ key, title }) =>
      aspects.map((aspect) => ({ by: key, aspect, label: `${title}${aspectWords[aspect]}` })),
    ),
  ]
  const chosen = offered.findIndex(({ by, aspect }) => by === sort.by && aspect === sort.aspect)
  return (
    <>
      <NativeSelect
        label="Sort by"
        value={String(chosen)}
        data={offered.map(({ label }, index) => ({ value: String(index), label }))}
        onChange={(event) => {
          const next = offered[Number(event.currentTarget.value)]
          if (next) onChange({ by: next.by, aspect: next.aspect, ascending: next.by === split.column })
        }}
      />
      <SegmentedControl
        aria-label="Direction"
        value={sort.ascending ? 'up' : 'down'}
        data={[
          { value: 'down', label: 'Greatest first' },
          { value: 'up', label: 'Least first' },
        ]}
        onChange={(next) => onChange({ ...sort, ascending: next === 'up' })}
      />
    </>
  )
}
