import { chooseDialect, type DialectChoice } from '@nemeton/contract'
import { call } from '../api/call.ts'
import { useReadAnew } from './use-read-anew.ts'

/** Has a delimited text read as a person says that it is written; null for the guess. */
export const useDialectChoice = (uploadId: string, onChosen: () => void) =>
  useReadAnew(
    uploadId,
    (dialect: DialectChoice | null) => call(chooseDialect, { params: { id: uploadId }, body: { dialect } }),
    onChosen,
  )
