import { type Drop, restoreDatasource } from '@nemeton/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { call } from '../api/call.ts'
import { forgetAnswers } from './queries.ts'

/** Brings back what a drop took. */
export function useRestore() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, datasource }: Drop) =>
      call(restoreDatasource, { params: { name: datasource }, body: { drop: id } }),
    // a refusal may have found out that Druid has killed the segments
    onSettled: (_, __, { datasource }) => forgetAnswers(client, datasource),
  })
}
