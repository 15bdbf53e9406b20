import type { ReactNode } from 'react'
import styles from './Page.module.css'

interface PageProps {
  readonly title: string
  /** What the heading shows when it is more than the title. */
  readonly heading?: ReactNode
  readonly sub?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** A page: its name in the tab, its heading, its content. */
export function Page({ title, heading, sub, actions, children }: PageProps) {
  return (
    <div className={styles.page}>
      <title>{`${title} · Nemeton`}</title>
      <header className={styles.head}>
        <h1 className={styles.title}>{heading ?? title}</h1>
        {sub !== undefined && <div className={styles.sub}>{sub}</div>}
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  )
}
