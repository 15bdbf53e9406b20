import { NativeSelect } from '@mantine/core'
import type { Scene } from './scene.ts'
import type { Update } from './use-exploration.ts'

const shares = ['total', 'parent'] as const

/** Numbers as they are, or as parts of the whole or of the split before. */
export function SharePicker({ scene, update }: { scene: Scene; update: Update }) {
  const { share, splits } = scene.exploration
  return (
    <NativeSelect
      aria-label="Show numbers as"
      value={share ?? ''}
      data={[
        { value: '', label: 'Values' },
        { value: 'total', label: '% of total' },
        { value: 'parent', label: '% of parent', disabled: splits.length < 2 && share !== 'parent' },
      ]}
      onChange={(event) => {
        const next = shares.find((one) => one === event.currentTarget.value) ?? null
        update((state) => ({ ...state, share: next }))
      }}
    />
  )
}
