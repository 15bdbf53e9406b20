import { z } from 'zod'

/** `load` puts a file into Druid; `undo` takes such a run back. */
export const ingestionKind = z.enum(['load', 'undo'])
export type IngestionKind = z.infer<typeof ingestionKind>

/** Whether a run can be taken back. */
export const undoState = z.object({
  possible: z.boolean(),
  /** Why not; null when it is possible. */
  reason: z.string().nullable(),
  /** The undo that is under way or done. */
  undoneBy: z.uuid().nullable(),
  /** True once that undo is done. */
  undone: z.boolean(),
})
export type UndoState = z.infer<typeof undoState>

/** What an undo does, in segments and in rows as Druid stores them. */
export const undoAccount = z.object({
  takesOut: z.object({ segments: z.number().int(), rows: z.number().int() }),
  /** `rows` is null when they could not be counted before the run. */
  bringsBack: z.object({ segments: z.number().int(), rows: z.number().int().nullable() }),
  /** Rows in the same intervals before the run, and so again after the undo; null when they could not be counted. */
  rowsBefore: z.number().int().nullable(),
  intervals: z.array(z.string()),
})
export type UndoAccount = z.infer<typeof undoAccount>
