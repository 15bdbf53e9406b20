import { Button, Skeleton } from '@mantine/core'
import { type Ingestion, undoIngestion } from '@nemeton/contract'
import { IconArrowBackUp } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Suspense, useState } from 'react'
import { Link } from 'react-router'
import { call } from '../api/call.ts'
import { describeError } from '../api/error.ts'
import { paths } from '../paths.ts'
import { lazily } from '../ui/lazily.ts'
import { Notice } from '../ui/Notice.tsx'
import { ingestionQuery, ingestionsQuery, undoQuery } from './queries.ts'
import styles from './UndoLoad.module.css'
import { undoWords } from './undo-words.ts'

const UndoDialog = lazily(async () => (await import('./UndoDialog.tsx')).UndoDialog)

interface UndoLoadProps {
  readonly ingestion: Ingestion
  /** The undo is a run with an id of its own. */
  readonly onRun: (id: string) => void
}

/** Takes a load back: what that does in rows, or why it cannot be. */
export function UndoLoad({ ingestion, onRun }: UndoLoadProps) {
  const { id, uploadId, undo: history } = ingestion
  const client = useQueryClient()
  const [asking, setAsking] = useState(false)
  const look = useQuery({ ...undoQuery(id), enabled: history.possible })
  const undo = useMutation({
    mutationFn: () => call(undoIngestion, { params: { id } }),
    onSuccess: (run) => {
      client.setQueryData(ingestionQuery(run.id).queryKey, run)
      void client.invalidateQueries({ queryKey: ingestionsQuery.queryKey })
      void client.invalidateQueries({ queryKey: ingestionQuery(id).queryKey })
      onRun(run.id)
    },
    onError: () => {
      setAsking(false)
      void client.invalidateQueries({ queryKey: undoQuery(id).queryKey })
    },
  })
  const account = look.data?.account ?? null
  const reason = history.reason ?? look.data?.reason ?? null
  const words = account && undoWords(account)
  return (
    <section className={styles.undo} aria-label="Undo">
      <Button
        variant="default"
        leftSection={<IconArrowBackUp size={15} aria-hidden />}
        disabled={account === null}
        onClick={() => setAsking(true)}
      >
        Undo this load
      </Button>
      <p className={styles.words}>
        {words ?? (reason === null ? look.isPending && <Skeleton height={12} width={240} /> : `No undo: ${reason}`)}
        {history.undoneBy && <Link to={paths.upload(uploadId, history.undoneBy)}> See the undo</Link>}
      </p>
      {look.error && <Notice tone="bad" {...describeError(look.error)} />}
      {undo.error && <Notice tone="bad" {...describeError(undo.error)} />}
      <Suspense fallback={null}>
        {asking && (
          <UndoDialog
            datasource={ingestion.datasource}
            words={words}
            isPending={undo.isPending}
            onUndo={() => undo.mutate()}
            onClose={() => setAsking(false)}
          />
        )}
      </Suspense>
    </section>
  )
}
