import { Button } from '@mantine/core'
import { runDiagnostics } from '@nemeton/contract'
import { IconRefresh } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../api/call.ts'
import { describeError } from '../api/error.ts'
import { Notice } from '../ui/Notice.tsx'
import { diagnosticsQuery } from './queries.ts'
import styles from './RunButton.module.css'

/** Looks now, instead of when it is time. */
export function RunButton() {
  const client = useQueryClient()
  const run = useMutation({
    mutationFn: () => call(runDiagnostics, {}),
    onSuccess: (diagnostics) => client.setQueryData(diagnosticsQuery.queryKey, diagnostics),
  })
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconRefresh size={14} aria-hidden />}
        loading={run.isPending}
        onClick={() => run.mutate()}
      >
        Run checks now
      </Button>
      <span className="visually-hidden" aria-live="polite">
        {run.isSuccess ? 'All checks have run.' : ''}
      </span>
      {run.isError && (
        <div className={styles.failed}>
          <Notice tone="bad" {...describeError(run.error)} />
        </div>
      )}
    </>
  )
}
