import { changeDatasource } from '@nemeton/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import { call } from '../api/call.ts'
import { datasourceQuery } from '../api/datasources.ts'

/** Changes what people say of a datasource; the page shows the answer at once. */
export function useChange(name: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: z.input<typeof changeDatasource.body>) => call(changeDatasource, { params: { name }, body }),
    onSuccess: (changed) => client.setQueryData(datasourceQuery(name).queryKey, changed),
  })
}
