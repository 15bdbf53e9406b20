import { IconX } from '@tabler/icons-react'
import { type ComponentProps, type ReactNode, Suspense, useState } from 'react'
import { Flyout } from '../ui/Flyout.tsx'
import { focusBeyond } from '../ui/focus-beyond.ts'
import styles from './FilterBar.module.css'

interface ChipProps {
  /** What its editor is called. */
  readonly label: string
  /** What stands on it. */
  readonly children: ReactNode
  readonly press?: Pick<ComponentProps<'button'>, 'title' | 'aria-label'>
  readonly editor: ReactNode
  /** Until the editor's code is there. */
  readonly fallback: ReactNode
  readonly removeLabel: string
  readonly onRemove: () => void
  readonly drag?: ComponentProps<'div'>
  readonly onOpened?: (opened: boolean) => void
}

/** A choice that stands in the bar: pressed it opens its editor, beside it stands what takes it away. */
export function Chip({ label, children, press, editor, fallback, removeLabel, onRemove, drag, onOpened }: ChipProps) {
  const [opened, setOpened] = useState(false)
  const open = (next: boolean) => {
    setOpened(next)
    onOpened?.(next)
  }
  return (
    <div className={styles.chip} {...drag}>
      <Flyout
        label={label}
        opened={opened}
        onChange={open}
        target={
          <button type="button" className={styles.text} onClick={() => open(!opened)} {...press}>
            {children}
          </button>
        }
      >
        <Suspense fallback={fallback}>{editor}</Suspense>
      </Flyout>
      <button
        type="button"
        className={styles.remove}
        aria-label={removeLabel}
        title={removeLabel}
        onClick={(event) => {
          const chip = event.currentTarget.parentElement
          if (chip) focusBeyond(chip)
          onRemove()
        }}
      >
        <IconX size={14} aria-hidden />
      </button>
    </div>
  )
}
