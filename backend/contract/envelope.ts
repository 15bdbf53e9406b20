import { z } from 'zod'
import { errorBody } from './error.ts'

/** The one shape of every JSON answer: `data` or `error`, never both. */
export const envelope = <T extends z.ZodType>(data: T) =>
  z.object({
    data: data.nullable(),
    error: errorBody.nullable(),
    metadata: z.object({ requestId: z.string() }),
  })
export interface Envelope<T> {
  readonly data: T | null
  readonly error: z.infer<typeof errorBody> | null
  readonly metadata: { readonly requestId: string }
}
