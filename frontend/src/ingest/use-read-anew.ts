import type { Upload } from '@nemeton/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { uploadQuery } from './queries.ts'

/** Has a file read in another way; its profile and plan come anew, and what was known of its rows is forgotten. */
export function useReadAnew<Choice>(
  uploadId: string,
  choose: (choice: Choice) => Promise<Upload>,
  onChosen: () => void,
) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: choose,
    onSuccess: (upload) => {
      onChosen()
      for (const key of ['plan', 'preview']) client.removeQueries({ queryKey: [key, uploadId] })
      client.setQueryData(uploadQuery(uploadId).queryKey, upload)
    },
  })
}
