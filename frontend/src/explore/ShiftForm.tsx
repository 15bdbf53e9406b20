import { Button, FocusTrap, TextInput } from '@mantine/core'
import { useState } from 'react'
import { isShift } from './exploration-link.ts'
import styles from './FilterBar.module.css'

/** Any period to compare with. */
export function ShiftForm({ onChoose }: { onChoose: (shift: string) => void }) {
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
      <FocusTrap>
        <TextInput
          data-autofocus
          label="How long before"
          description="An ISO period: P2W is two weeks, P1Y2M a year and two months, PT6H six hours"
          value={text}
          error={isShift(shift) ? null : 'Write a period such as P2W.'}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      </FocusTrap>
      <Button type="submit" disabled={!isShift(shift)}>
        Compare
      </Button>
    </form>
  )
}
