import { type ReactNode, useId } from 'react'
import { classes } from './classes.ts'
import styles from './Panel.module.css'

export interface PanelProps {
  readonly title: ReactNode
  readonly note?: ReactNode
  readonly actions?: ReactNode
  readonly foot?: ReactNode
  /** Content reaches the border, as tables do. */
  readonly flush?: boolean
  readonly busy?: boolean
  /** The title is for screen readers only: what the panel begins with says it to the others. */
  readonly bare?: boolean
  readonly className?: string
  /** Where a link leads to it. */
  readonly anchor?: string
  readonly children: ReactNode
}

/** A titled region of a page. */
export function Panel({ title, note, actions, foot, flush, busy, bare, className, anchor, children }: PanelProps) {
  const id = useId()
  return (
    <section id={anchor} className={classes(styles.panel, className)} aria-labelledby={id} aria-busy={busy}>
      {bare ? (
        <h2 id={id} className="visually-hidden">
          {title}
        </h2>
      ) : (
        <header className={styles.head}>
          <h2 id={id} className={styles.title}>
            {title}
          </h2>
          {note !== undefined && <span className={styles.note}>{note}</span>}
          {actions !== undefined && <div className={styles.actions}>{actions}</div>}
        </header>
      )}
      <div className={classes(styles.body, flush && styles.flush)}>{children}</div>
      {foot !== undefined && <footer className={styles.foot}>{foot}</footer>}
    </section>
  )
}
