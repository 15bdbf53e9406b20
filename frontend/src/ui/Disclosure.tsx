import { IconChevronRight } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { classes } from './classes.ts'
import styles from './Disclosure.module.css'

interface DisclosureProps {
  /** What stands there always: phrasing, nothing to press in it. */
  readonly summary: ReactNode
  /** Where it is kept elsewhere whether it is open. */
  readonly opened?: boolean
  readonly onChange?: (opened: boolean) => void
  readonly id?: string
  readonly className?: string
  /** Made only once it is opened. */
  readonly children: ReactNode
}

/** A line that opens to what is behind it, by pointer or keyboard. */
export function Disclosure({ summary, opened, onChange, id, className, children }: DisclosureProps) {
  const [isOwn, setOwn] = useState(false)
  const isOpen = opened ?? isOwn
  return (
    <details
      id={id}
      className={classes(styles.disclosure, className)}
      open={isOpen}
      onToggle={(event) => {
        const { open } = event.currentTarget
        if (open === isOpen) return
        setOwn(open)
        onChange?.(open)
      }}
    >
      <summary className={styles.summary}>
        <IconChevronRight size={14} className={styles.chevron} aria-hidden />
        {summary}
      </summary>
      {isOpen && <div className={styles.body}>{children}</div>}
    </details>
  )
}
