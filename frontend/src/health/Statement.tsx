import { Link } from 'react-router'
import { paths } from '../paths.ts'
import { CopyText } from '../ui/CopyText.tsx'
import { ScrollBox } from '../ui/ScrollBox.tsx'
import { isStatement } from './checks.ts'
import styles from './Statement.module.css'

/** A statement or call to be run by hand. */
export function Statement({ text }: { text: string }) {
  return (
    <div className={styles.statement}>
      <ScrollBox label="Statement" maxHeight={220}>
        <pre className={styles.text}>{text}</pre>
      </ScrollBox>
      <p className={styles.actions}>
        <CopyText text={text} label="Copy the statement" shown="Copy" />
        {isStatement(text) && <Link to={paths.sql(new URLSearchParams({ q: text }).toString())}>Open in SQL</Link>}
      </p>
    </div>
  )
}
