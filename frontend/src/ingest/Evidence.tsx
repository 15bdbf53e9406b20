import type { Ingestion } from '@nemeton/contract'
import { ScrollBox } from '../ui/ScrollBox.tsx'
import styles from './Evidence.module.css'

/** What stays with a run when Druid has forgotten it. */
export function Evidence({ ingestion }: { ingestion: Ingestion }) {
  const { spec, report, taskStatus, logTail } = ingestion
  return (
    <div>
      <Kept title="The spec that Druid was given" text={asText(spec)} />
      <Kept title="Druid’s report" text={asText(report)} />
      <Kept title="How Druid’s task ended" text={asText(taskStatus)} />
      <Kept title="End of Druid’s log" text={logTail} />
    </div>
  )
}

const asText = (value: unknown): string | null =>
  value === null || value === undefined ? null : JSON.stringify(value, null, 2)

function Kept({ title, text }: { title: string; text: string | null }) {
  if (text === null) return null
  return (
    <details className={styles.kept}>
      <summary>{title}</summary>
      <ScrollBox label={title} maxHeight={320}>
        <pre className={styles.text}>{text}</pre>
      </ScrollBox>
    </details>
  )
}
