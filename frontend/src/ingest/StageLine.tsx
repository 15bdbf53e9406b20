import type { Ingestion } from '@nemeton/contract'
import { IconCheck, IconLoader2, IconX } from '@tabler/icons-react'
import type { CSSProperties } from 'react'
import { formatDuration } from '../format/duration.ts'
import { classes } from '../ui/classes.ts'
import { useNow } from '../ui/use-now.ts'
import styles from './IngestionPanel.module.css'
import { isOver, type Stage, stageHints, stageOrder, undoHints, undoOrder } from './status.ts'

type Progress = 'done' | 'now' | 'broken' | 'ahead'

/** From queued to queryable, with the time that each stage took or takes. */
export function StageLine({ ingestion }: { ingestion: Ingestion }) {
  const { status, stages } = ingestion
  const now = useNow(200, !isOver(status))
  const order: readonly Stage[] = ingestion.kind === 'undo' ? undoOrder : stageOrder
  const hints: Partial<Readonly<Record<Stage, string>>> = ingestion.kind === 'undo' ? undoHints : stageHints
  const passed = new Map(stages.map((stage) => [stage.name, stage]))
  const reached = order.findLastIndex((name) => passed.has(name))
  const progressOf = (index: number): Progress => {
    if (status === 'queryable' || index < reached) return 'done'
    if (index > reached) return 'ahead'
    return status === 'failed' || status === 'canceled' ? 'broken' : 'now'
  }
  return (
    <ol className={styles.line} style={{ '--stages': order.length } as CSSProperties}>
      {order.map((name, index) => {
        const progress = progressOf(index)
        const stage = passed.get(name)
        const end = stage?.endedAt ? Date.parse(stage.endedAt) : now
        const took = stage && name !== 'queryable' ? formatDuration(end - Date.parse(stage.startedAt)) : ''
        return (
          <li
            key={name}
            className={classes(styles.stage, styles[progress])}
            title={hints[name]}
            aria-current={progress === 'now' ? 'step' : undefined}
          >
            <Mark progress={progress} />
            <span className={styles.name}>{name}</span>
            <span className={styles.took}>{took}</span>
            <span className="visually-hidden">{progressWords[progress]}</span>
          </li>
        )
      })}
    </ol>
  )
}

const progressWords: Readonly<Record<Progress, string>> = {
  done: 'done',
  now: 'in progress',
  broken: 'stopped here',
  ahead: 'not yet',
}

function Mark({ progress }: { progress: Progress }) {
  return (
    <span className={styles.mark}>
      {progress === 'done' && <IconCheck size={13} stroke={3} aria-hidden />}
      {progress === 'now' && <IconLoader2 size={13} stroke={2.6} aria-hidden />}
      {progress === 'broken' && <IconX size={13} stroke={3} aria-hidden />}
    </span>
  )
}
