import { Skeleton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { describeError } from '../api/error.ts'
import { CopyText } from '../ui/CopyText.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Failed } from '../ui/Failed.tsx'
import { ScrollBox } from '../ui/ScrollBox.tsx'
import { taskLogQuery } from './queries.ts'
import styles from './TaskLog.module.css'

interface TaskLogProps {
  readonly id: string
  /** It runs: its log grows. */
  readonly isMoving: boolean
  readonly onClose: () => void
}

/** The end of a task's log. */
export function TaskLog({ id, isMoving, onClose }: TaskLogProps) {
  const log = useQuery(taskLogQuery(id, isMoving))
  return (
    <Dialog onClose={onClose} title="Log of a task" size="80rem">
      <div className={styles.body} aria-busy={log.isPending}>
        <p className={styles.head}>
          <CopyText text={id} label="Copy the task’s id" />
          {log.data?.tail && <CopyText text={log.data.tail} label="Copy the log" shown="Copy the log" />}
          {isMoving && <span>it runs, and is read again every 5 s</span>}
        </p>
        {log.isPending ? (
          <Skeleton height="50vh" />
        ) : !log.data ? (
          <Failed {...describeError(log.error)} onRetry={() => void log.refetch()} />
        ) : log.data.tail === null ? (
          <p>
            Druid has no log of this task: it has not begun, its log was cleared away, or it ran in an indexer, which
            writes all its tasks into its own log.
          </p>
        ) : (
          <ScrollBox label="Log" maxHeight="62vh">
            <pre className={styles.log}>{log.data.tail}</pre>
          </ScrollBox>
        )}
      </div>
    </Dialog>
  )
}
