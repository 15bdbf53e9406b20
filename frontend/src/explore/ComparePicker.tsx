import { NativeSelect, Skeleton } from '@mantine/core'
import { Suspense, useState } from 'react'
import { Flyout } from '../ui/Flyout.tsx'
import { lazily } from '../ui/lazily.ts'
import type { Scene } from './scene.ts'
import { shiftWords } from './shift.ts'
import type { Update } from './use-exploration.ts'

const ShiftForm = lazily(async () => (await import('./ShiftForm.tsx')).ShiftForm)

const presets = ['P1D', 'P1W', 'P1M', 'P3M', 'P1Y'] as const
const custom = 'custom'

/** What now is compared with: nothing, the period before, the year before, or any shift. */
export function ComparePicker({ scene, update }: { scene: Scene; update: Update }) {
  const { compare, range } = scene.exploration
  const [writing, setWriting] = useState(false)
  const known = compare === null || compare === 'previous' || presets.some((period) => period === compare)
  const choose = (next: string | null) => {
    setWriting(false)
    update((state) => ({ ...state, compare: next }))
  }
  return (
    <Flyout
      label="Another shift"
      opened={writing}
      onChange={setWriting}
      withRoles={false}
      target={
        <NativeSelect
          aria-label="Compare with"
          value={compare ?? ''}
          data={[
            { value: '', label: 'No comparison' },
            {
              value: 'previous',
              label: 'Previous period',
              // nothing lies before everything
              disabled: range.kind === 'all' && compare !== 'previous',
            },
            ...presets.map((period) => ({ value: period, label: `${shiftWords(period)} before` })),
            ...(known ? [] : [{ value: compare, label: `${shiftWords(compare)} before` }]),
            { value: custom, label: 'Another shift…' },
          ]}
          onChange={(event) => {
            const next = event.currentTarget.value
            if (next === custom) setWriting(true)
            else choose(next || null)
          }}
        />
      }
    >
      {writing && (
        <Suspense fallback={<Skeleton width={260} height={110} />}>
          <ShiftForm onChoose={choose} />
        </Suspense>
      )}
    </Flyout>
  )
}
