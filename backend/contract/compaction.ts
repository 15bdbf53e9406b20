import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { period } from './query.ts'

/** Druid merges small segments in the background while it is on. */
export const compaction = z.object({
  enabled: z.boolean(),
  /** Rows that a segment should have. */
  targetRows: z.number().int(),
  /** The latest stretch that is left alone, because it still changes. */
  skipOffset: z.string(),
  /** What Druid's last round found; null before the first one. */
  status: z
    .object({
      bytesAwaiting: z.number().int(),
      bytesCompacted: z.number().int(),
      bytesSkipped: z.number().int(),
      segmentsAwaiting: z.number().int(),
    })
    .nullable(),
  /** The newest task that compacted it; null when Druid remembers none. */
  lastRun: z
    .object({
      taskId: z.string(),
      status: z.enum(['running', 'success', 'failed']),
      at: z.iso.datetime(),
      durationMs: z.number().int().nullable(),
      message: z.string().nullable(),
    })
    .nullable(),
})
export type Compaction = z.infer<typeof compaction>

const params = z.object({ name: z.string().min(1).max(255) })

export const getCompaction = endpoint({
  method: 'GET',
  path: '/api/v1/datasources/:name/compaction',
  summary: 'Whether it is compacted in the background, how, and how far that is',
  access: 'user',
  params,
  result: compaction,
})
export const setCompaction = endpoint({
  method: 'PUT',
  path: '/api/v1/datasources/:name/compaction',
  summary: 'Switch compaction on or off',
  access: 'user',
  params,
  body: z.object({
    enabled: z.boolean(),
    targetRows: z.number().int().min(10_000).max(50_000_000).optional(),
    skipOffset: period.optional(),
  }),
  result: compaction,
})
