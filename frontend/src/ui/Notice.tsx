import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { CopyText } from './CopyText.tsx'
import { classes } from './classes.ts'
import styles from './Notice.module.css'

interface NoticeProps {
  readonly tone: 'bad' | 'warn' | 'info'
  readonly cause: ReactNode
  readonly remedy?: ReactNode
  readonly requestId?: string | null
  readonly raw?: string | null
  readonly actions?: ReactNode
}

/** What happened, what to do about it, the request id to copy, the raw text folded. */
export function Notice({ tone, cause, remedy, requestId, raw, actions }: NoticeProps) {
  const Icon = tone === 'info' ? IconInfoCircle : IconAlertTriangle
  return (
    <div className={classes(styles.notice, styles[tone])} role={tone === 'bad' ? 'alert' : undefined}>
      <Icon size={18} className={styles.icon} aria-hidden />
      <div className={styles.body}>
        <p className={styles.cause}>{cause}</p>
        {remedy && <p>{remedy}</p>}
        {requestId && (
          <p className={styles.foot}>
            <span>Request</span>
            <CopyText text={requestId} label="Copy the request id" />
          </p>
        )}
        {raw && (
          <details className={styles.raw}>
            <summary>What the service said, word for word</summary>
            <pre>{raw}</pre>
          </details>
        )}
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
    </div>
  )
}
