import { Skeleton } from '@mantine/core'
import { IconArrowsSplit2 } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { type DragEvent, useState } from 'react'
import { periodNames } from '../format/time.ts'
import { Hung } from '../ui/Hung.tsx'
import { later } from '../ui/later.ts'
import { lazily } from '../ui/lazily.ts'
import { Chip } from './Chip.tsx'
import { carriesDimension, dragDimension, droppedDimension } from './drag.ts'
import type { ExplorationSplit } from './exploration.ts'
import { bucketFor } from './number-buckets.ts'
import { kindOf, periodOf } from './result-question.ts'
import { SplitButton } from './SplitButton.tsx'
import styles from './SplitShelf.module.css'
import type { Scene } from './scene.ts'
import { addSplit, removeSplit, splitBy } from './splits.ts'
import type { Update } from './use-exploration.ts'

const SplitMenu = lazily(later(async () => (await import('./SplitMenu.tsx')).SplitMenu))
const SplitEditor = lazily(async () => (await import('./SplitEditor.tsx')).SplitEditor)

/** What the answer is split by, in order; drag dimensions here, or add them from the menu. */
export function SplitShelf({ scene, update }: { scene: Scene; update: Update }) {
  const { splits } = scene.exploration
  const [over, setOver] = useState<number | null>(null)
  const client = useQueryClient()
  const add = async (column: string, place?: number) => {
    const known = splits.find((split) => split.column === column)
    const split = known ?? splitBy(column, await bucketFor(client, scene, column))
    update((state) => addSplit(state, split, place))
  }
  const dropAt = (place: number) => ({
    onDragOver: (event: DragEvent) => {
      if (!carriesDimension(event)) return
      event.preventDefault()
      event.stopPropagation()
      setOver(place)
    },
    onDragLeave: () => setOver(null),
    onDrop: (event: DragEvent) => {
      if (!carriesDimension(event)) return
      event.preventDefault()
      event.stopPropagation()
      setOver(null)
      void add(droppedDimension(event), place)
    },
  })
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of chips is no fieldset
    <div className={styles.shelf} role="group" aria-label="Splits" {...dropAt(splits.length)}>
      {splits.map((split, index) => (
        <div key={split.column} className={styles.slot} data-over={over === index} {...dropAt(index)}>
          <SplitChip split={split} scene={scene} update={update} />
        </div>
      ))}
      <span data-over={over === splits.length} className={styles.slot}>
        <Hung target={<SplitButton splits={splits.length} />}>
          {(target, pressed) => (
            <SplitMenu scene={scene} onAdd={(column) => void add(column)} target={target} pressed={pressed} />
          )}
        </Hung>
      </span>
    </div>
  )
}

function SplitChip({ split, scene, update }: { split: ExplorationSplit; scene: Scene; update: Update }) {
  const { column } = split
  const name = column === '__time' ? 'time' : column
  return (
    <Chip
      label={`Split by ${name}`}
      press={{ 'aria-label': `Split by ${name}${bucketWords(scene, split)}` }}
      editor={<SplitEditor split={split} scene={scene} update={update} />}
      fallback={<Skeleton width={260} height={220} />}
      removeLabel={`Remove the split by ${name}`}
      onRemove={() => update((state) => removeSplit(state, column))}
      drag={dragDimension(column)}
    >
      <IconArrowsSplit2 size={13} aria-hidden />
      <b>{name}</b>
      <span>{bucketWords(scene, split)}</span>
    </Chip>
  )
}

function bucketWords(scene: Scene, split: ExplorationSplit): string {
  if (kindOf(scene, split) === 'time') return ` by ${periodNames[periodOf(scene, split)]}`
  return typeof split.bucket === 'number' ? ` by ${split.bucket}` : ''
}
