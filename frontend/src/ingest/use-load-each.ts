import { createIngestion, type Upload } from '@nemeton/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/call.ts'
import { hasCode } from '../api/error.ts'
import { earlierOf } from './earlier.ts'
import { ingestionsQuery } from './queries.ts'

interface Trouble {
  readonly filename: string
  readonly error: unknown
}

/** Loads files one by one under their own plans; what is there already is kept apart from what went wrong. */
export function useLoadEach() {
  const client = useQueryClient()
  const [refused, setRefused] = useState<ReadonlyMap<string, string>>(new Map())
  const note = (uploadId: string, earlier: string) => setRefused((all) => new Map([...all, [uploadId, earlier]]))
  const mutation = useMutation({
    mutationFn: async (uploads: readonly Upload[]): Promise<readonly Trouble[]> => {
      const errors: Trouble[] = []
      for (const { id, filename } of uploads)
        await call(createIngestion, { body: { uploadId: id }, headers: { 'idempotency-key': `each-${id}` } }).catch(
          (error: unknown) => {
            const earlier = hasCode(error, 'already_ingested') ? earlierOf(error) : null
            if (earlier === null) errors.push({ filename, error })
            else note(id, earlier.ingestionId)
          },
        )
      return errors
    },
    onSettled: () => client.invalidateQueries({ queryKey: ingestionsQuery.queryKey }),
  })
  return { load: mutation.mutate, isPending: mutation.isPending, errors: mutation.data ?? [], refused, note }
}
