import {
  IconAlertTriangle,
  IconCheck,
  IconCircleDashed,
  IconInfoCircle,
  IconLoader2,
  IconQuestionMark,
  IconX,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import styles from './Tag.module.css'

export type Tone = 'good' | 'info' | 'warn' | 'bad' | 'unknown' | 'busy' | 'quiet'

const icons = {
  good: IconCheck,
  info: IconInfoCircle,
  warn: IconAlertTriangle,
  bad: IconX,
  unknown: IconQuestionMark,
  busy: IconLoader2,
  quiet: IconCircleDashed,
}

/** A state as icon and word, never as colour alone. */
export function Tag({ tone, children, testId }: { tone: Tone; children: ReactNode; testId?: string }) {
  const Icon = icons[tone]
  return (
    <span className={classes(styles.tag, tone !== 'quiet' && styles[tone])} data-tone={tone}>
      <Icon size={13} stroke={2.4} className={styles.icon} aria-hidden />
      <span data-testid={testId}>{children}</span>
    </span>
  )
}
