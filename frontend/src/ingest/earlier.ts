import { z } from 'zod'
import { ApiError } from '../api/error.ts'

const details = z.object({ ingestionId: z.string(), uploadId: z.string().optional() })

/** The run that has loaded the same bytes before, and the upload they came with again. */
export function earlierOf(error: unknown): z.infer<typeof details> | null {
  const parsed = details.safeParse(error instanceof ApiError ? error.details : null)
  return parsed.success ? parsed.data : null
}
