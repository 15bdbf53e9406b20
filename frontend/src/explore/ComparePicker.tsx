import { Button, NativeSelect, Popover, TextInput } from '@mantine/core'
import { useState } from 'react'
import { isShift } from './exploration-link.ts'
import styles from './FilterBar.module.css'
import type { Scene } from './scene.ts'
import { shiftWords } from './shift.ts'
import type { Update } from './use-exploration.ts'

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
    <Popover opened={writing} onChange={setWriting} position="bottom-start" trapFocus withRoles={false}>
      <Popover.Target>
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
      </Popover.Target>
      <Popover.Dropdown aria-label="Another shift">{writing && <ShiftForm onChoose={choose} />}</Popover.Dropdown>
    </Popover>
  )
}

function ShiftForm({ onChoose }: { onChoose: (shift: string) => void }) {
  const [text, setText] = useState('P2W')
  const shift = text.trim().toUpperCase()
  return (
    <form
      className={styles.editor}
      onSubmit={(event) => {
        event.preventDefault()
        if (isShift(shift)) onChoose(shift)
      }}
    >
      <TextInput
        data-autofocus
        label="How long before"
        description="An ISO period: P2W is two weeks, P1Y2M a year and two months, PT6H six hours"
        value={text}
        error={isShift(shift) ? null : 'Write a period such as P2W.'}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Button type="submit" disabled={!isShift(shift)}>
        Compare
      </Button>
    </form>
  )
}
