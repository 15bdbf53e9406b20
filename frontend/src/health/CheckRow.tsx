import type { CheckResult } from '@nemeton/contract'
import { formatLasting } from '../format/duration.ts'
import { SeverityTag } from '../format/SeverityTag.tsx'
import { isTrouble } from '../format/severity.ts'
import { Disclosure } from '../ui/Disclosure.tsx'
import { CheckDetails } from './CheckDetails.tsx'
import styles from './ChecksPanel.module.css'

interface CheckRowProps {
  readonly result: CheckResult
  readonly now: number
  readonly opened: boolean
  readonly onChange: (opened: boolean) => void
}

/** How it is, in a line. */
export function CheckRow({ result, now, opened, onChange }: CheckRowProps) {
  const { check, title, severity, sentence, firstSeen, lastChanged } = result
  return (
    <Disclosure
      id={`check-${check}`}
      opened={opened}
      onChange={onChange}
      summary={
        <span className={styles.row} data-quiet={!isTrouble(severity)} data-severity={severity}>
          <SeverityTag severity={severity} />
          <span className={styles.words}>
            <span className={styles.title}>{title}</span>
            <span className={styles.sentence}>{sentence}</span>
          </span>
          <span className={styles.since}>for {formatLasting(now - Date.parse(firstSeen ?? lastChanged))}</span>
        </span>
      }
    >
      <CheckDetails result={result} />
    </Disclosure>
  )
}
