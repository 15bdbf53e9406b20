import type { ReactNode } from 'react'
import styles from './Page.module.css'

interface PageProps {
  readonly title: string
  /** The heading is for screen readers only: what the page begins with says it to the others. */
  readonly bare?: boolean
  readonly sub?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** A page: its name in the tab, its heading, its content. */
export function Page({ title, bare, sub, actions, children }: PageProps) {
  return (
    <div className={styles.page}>
      <title>{`${title} · Nemeton`}</title>
      {bare ? (
        <h1 className="visually-hidden">{title}</h1>
      ) : (
        <header className={styles.head}>
          <h1 className={styles.title}>{title}</h1>
          {sub !== undefined && <div className={styles.sub}>{sub}</div>}
          {actions !== undefined && <div className={styles.actions}>{actions}</div>}
        </header>
      )}
      {children}
    </div>
  )
}
