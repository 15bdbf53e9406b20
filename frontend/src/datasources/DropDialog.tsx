import { Button, TextInput } from '@mantine/core'
import { type Datasource, dropDatasource } from '@nemeton/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/call.ts'
import { describeError } from '../api/error.ts'
import { formatInterval } from '../format/interval.ts'
import { formatCount } from '../format/number.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { Notice } from '../ui/Notice.tsx'
import styles from './DatasourcePage.module.css'
import { forgetAnswers } from './queries.ts'

/** Says what goes; the name must be typed first. */
export function DropDialog({ datasource, onClose }: { datasource: Datasource; onClose: () => void }) {
  const { name, rows, segments, interval } = datasource
  const [typed, setTyped] = useState('')
  const client = useQueryClient()
  const drop = useMutation({
    mutationFn: () => call(dropDatasource, { params: { name } }),
    onSuccess: async () => {
      await forgetAnswers(client, name)
      onClose()
    },
  })
  const isRight = typed === name
  return (
    <Dialog onClose={onClose} title={`Drop ${name}`} size={480}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          if (isRight && !drop.isPending) drop.mutate()
        }}
      >
        <p>
          {formatCount(rows, 'row')} in {formatCount(segments, 'segment')} ({formatInterval(interval)}) go out of Druid.
          They can be restored here until Druid’s kill task deletes them.
        </p>
        <TextInput
          label={`Type ${name} to drop it`}
          data-autofocus
          value={typed}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        {drop.isError && <Notice tone="bad" {...describeError(drop.error)} />}
        <div className={styles.buttons}>
          <Button type="submit" className={styles.danger} disabled={!isRight} loading={drop.isPending}>
            Drop {formatCount(rows, 'row')}
          </Button>
          <Button variant="default" onClick={onClose}>
            Keep it
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
