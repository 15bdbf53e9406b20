import { Button } from '@mantine/core'
import { cancelRunningQuery, type RunningQuery } from '@nemeton/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../api/call.ts'
import { describeError, hasCode } from '../api/error.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { Notice } from '../ui/Notice.tsx'
import styles from './CancelDialog.module.css'
import { kindNames } from './latencies.ts'
import { runningQuery } from './queries.ts'

interface CancelDialogProps {
  readonly query: RunningQuery
  readonly onClose: () => void
  readonly onCanceled: () => void
}

/** Says whose query would end and what that does, before it does. */
export function CancelDialog({ query: { queryId, kind, client, sql }, onClose, onCanceled }: CancelDialogProps) {
  const queries = useQueryClient()
  const cancel = useMutation({
    mutationFn: async () => {
      try {
        await call(cancelRunningQuery, { params: { queryId } })
      } catch (error) {
        // it ended by itself before: what was wanted is so
        if (!hasCode(error, 'not_found')) throw error
      }
    },
    onSuccess: onCanceled,
    onSettled: () => queries.invalidateQueries({ queryKey: runningQuery.queryKey }),
  })
  return (
    <Dialog onClose={onClose} title="Cancel this query?" size={520}>
      <div className={styles.body}>
        <p>
          {kindNames[kind]} of <b>{client}</b>: Druid stops working on it, and whoever asked sees that it was canceled.
          Nothing that is stored changes; it can be asked again.
        </p>
        {sql && <pre className={styles.sql}>{sql.length > 400 ? `${sql.slice(0, 400)} …` : sql}</pre>}
        {cancel.isError && <Notice tone="bad" {...describeError(cancel.error)} />}
        <div className={styles.buttons}>
          <Button data-autofocus loading={cancel.isPending} onClick={() => cancel.mutate()}>
            Cancel the query
          </Button>
          <Button variant="default" onClick={onClose}>
            Let it run
          </Button>
        </div>
      </div>
    </Dialog>
  )
}
