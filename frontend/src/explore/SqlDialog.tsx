import { Skeleton } from '@mantine/core'
import type { Query } from '@nemeton/contract'
import { useQuery } from '@tanstack/react-query'
import { describeError } from '../api/error.ts'
import { CopyText } from '../ui/CopyText.tsx'
import { Dialog } from '../ui/Dialog.tsx'
import { Notice } from '../ui/Notice.tsx'
import styles from './QueryLine.module.css'
import { askSql } from './queries.ts'

export function SqlDialog({ question, of, onClose }: { question: Query; of: string; onClose: () => void }) {
  const compiled = useQuery({
    queryKey: ['sql', question],
    queryFn: ({ signal }) => askSql(question, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <Dialog onClose={onClose} size={720} title={`SQL of ${of}`}>
      {compiled.isPending && <Skeleton height={160} />}
      {compiled.isError && <Notice tone="bad" {...describeError(compiled.error)} />}
      {compiled.data && (
        <>
          <pre className={styles.pre}>{compiled.data.sql}</pre>
          {compiled.data.parameters.length > 0 && (
            <pre className={styles.pre}>
              {compiled.data.parameters.map(({ type, value }, index) => `${index + 1}  ${type}  ${value}`).join('\n')}
            </pre>
          )}
          <CopyText text={compiled.data.sql} shown="Copy the SQL" label="Copy the SQL" />
        </>
      )}
    </Dialog>
  )
}
