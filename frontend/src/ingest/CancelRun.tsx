import { ActionIcon } from '@mantine/core'
import { cancelIngestion, type Ingestion } from '@nemeton/contract'
import { IconX } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../api/call.ts'
import { describeError } from '../api/error.ts'
import { ingestionQuery, ingestionsQuery } from './queries.ts'

/** Cancels a run from its row in a list. */
export function CancelRun({ ingestion }: { ingestion: Ingestion }) {
  const client = useQueryClient()
  const { id, filename, uploadIds } = ingestion
  const cancel = useMutation({
    mutationFn: () => call(cancelIngestion, { params: { id } }),
    onSuccess: (canceled) => client.setQueryData(ingestionQuery(id).queryKey, canceled),
    onSettled: () => client.invalidateQueries({ queryKey: ingestionsQuery.queryKey }),
  })
  const what = uploadIds.length > 1 ? `the load of ${uploadIds.length} files` : `the load of ${filename}`
  const trouble = cancel.error ? describeError(cancel.error).cause : null
  return (
    <>
      <ActionIcon
        aria-label={`Cancel ${what}`}
        title={trouble ?? `Cancel ${what}`}
        loading={cancel.isPending}
        onClick={() => cancel.mutate()}
      >
        <IconX size={16} />
      </ActionIcon>
      {trouble && (
        <span className="visually-hidden" role="alert">
          {trouble}
        </span>
      )}
    </>
  )
}
