import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { errorCode } from './error.ts'
import { ingestionMode, ingestionPlan, ingestionSpec } from './plan.ts'
import { ingestionKind, undoAccount, undoState } from './undo.ts'
import { idParams, list, page, togetherIds } from './uploads.ts'

export const ingestionStatus = z.enum([
  'queued',
  'staging',
  'submitted',
  'waiting',
  'running',
  'publishing',
  'loading',
  'queryable',
  'failed',
  'canceled',
])
export type IngestionStatus = z.infer<typeof ingestionStatus>

export const ingestionStage = z.object({
  name: ingestionStatus,
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
})

/** Why a task has not begun: Druid has no worker, no free slot, or another task holds the lock on its interval. */
export const waitingFor = z.object({
  kind: z.enum(['worker', 'slot', 'lock']),
  message: z.string(),
  since: z.iso.datetime(),
})
export type WaitingFor = z.infer<typeof waitingFor>

/** One run of a plan, watched until queryable. */
export const ingestion = z.object({
  id: z.uuid(),
  /** The first of `uploadIds`. */
  kind: ingestionKind,
  uploadId: z.uuid(),
  /** All files of the run, in the order in which they were given. */
  uploadIds: z.array(z.uuid()).min(1),
  datasource: z.string(),
  /** The first of `filenames`. */
  filename: z.string(),
  filenames: z.array(z.string()).min(1),
  mode: ingestionMode,
  status: ingestionStatus,
  /** From 1, oldest first; null once it has left the queue. */
  queuePosition: z.number().int().nullable(),
  stages: z.array(ingestionStage),
  /** Null unless the task waits for something that can be named. */
  waitingFor: waitingFor.nullable(),
  /** 0…1 */
  progress: z.number(),
  /** Smoothed over the last looks. */
  rowsPerSecond: z.number().nullable(),
  /** Until Druid has read every row. */
  etaMs: z.number().nullable(),
  /** What Druid has read so far, as its report says; null until it tells. `bytes` are unpacked ones, of `totalBytes` where that is known before. */
  read: z
    .object({ rows: z.number().int(), bytes: z.number().int(), totalBytes: z.number().int().nullable() })
    .nullable(),
  /** `inFile = ingested + rejected + missing`; `missing` must be 0 for `queryable`. */
  rows: z.object({
    inFile: z.number().int(),
    ingested: z.number().int(),
    rejected: z.number().int(),
    missing: z.number().int(),
  }),
  taskId: z.string().nullable(),
  plan: ingestionPlan,
  spec: ingestionSpec.nullable(),
  /** Kept as Druid gave it when the task had ended, like the status and the log's last 1,000 lines. */
  report: z.unknown().nullable(),
  taskStatus: z.unknown().nullable(),
  logTail: z.string().nullable(),
  error: z
    .object({ code: errorCode, message: z.string(), hint: z.string().nullable(), raw: z.string().nullable() })
    .nullable(),
  /** ISO intervals of the published segments. */
  intervals: z.array(z.string()),
  segments: z.number().int(),
  /** Of an undo: the ingestion that it takes back. */
  undoOf: z.uuid().nullable(),
  /** As far as the history tells; `GET /ingestions/{id}/undo` asks Druid as well. */
  undo: undoState,
  /** Of an undo, once it is known; its `rows` are all 0. */
  undoing: undoAccount.nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
export type Ingestion = z.infer<typeof ingestion>

/** One row of a file that did not get in. */
export const rejectedRow = z.object({
  /** The name of its file, where the run has several. */
  file: z.string().optional(),
  /** Line of the file on which the row begins, from 1; for a workbook the row of the sheet. */
  line: z.number().int(),
  /** Null when the row as such cannot be read. */
  column: z.string().nullable(),
  reason: z.string(),
  /** The cell that does not fit; null when there is none. */
  value: z.string().nullable(),
  /** As it stands in the file. */
  row: z.string(),
})
export type RejectedRow = z.infer<typeof rejectedRow>

export const createIngestion = endpoint({
  method: 'POST',
  path: '/api/v1/ingestions',
  summary: 'Build the spec from the plan and queue it: one upload by uploadId, or several as one task by uploadIds',
  access: 'user',
  body: z
    .object({
      uploadId: z.uuid().optional(),
      uploadIds: togetherIds.optional(),
      plan: ingestionPlan.optional(),
      allowDuplicate: z.boolean().default(false),
    })
    .refine(({ uploadId, uploadIds }) => (uploadId === undefined) !== (uploadIds === undefined), {
      error: 'give either uploadId, or uploadIds for several files as one',
    }),
  result: ingestion,
  status: 202,
})
export const listIngestions = endpoint({
  method: 'GET',
  path: '/api/v1/ingestions',
  summary: 'History, newest first',
  access: 'user',
  query: page.extend({ datasource: z.string().optional(), status: ingestionStatus.optional() }),
  result: list(ingestion),
})
export const getIngestion = endpoint({
  method: 'GET',
  path: '/api/v1/ingestions/:id',
  summary: 'One ingestion with spec, report and log tail',
  access: 'user',
  params: idParams,
  result: ingestion,
})
export const watchIngestion = endpoint({
  method: 'GET',
  path: '/api/v1/ingestions/:id/events',
  summary: 'Server-Sent Events: the whole ingestion at once on connect, then each change',
  access: 'user',
  params: idParams,
  result: ingestion,
  answer: 'events',
})
export const watchIngestions = endpoint({
  method: 'GET',
  path: '/api/v1/ingestions/events',
  summary: 'Server-Sent Events of every ingestion that changes',
  access: 'user',
  result: ingestion,
  answer: 'events',
})
export const cancelIngestion = endpoint({
  method: 'POST',
  path: '/api/v1/ingestions/:id/cancel',
  summary: "Stop Druid's task",
  access: 'user',
  params: idParams,
  result: ingestion,
})
export const retryIngestion = endpoint({
  method: 'POST',
  path: '/api/v1/ingestions/:id/retry',
  summary: 'A new run of the same upload and plan',
  access: 'user',
  params: idParams,
  result: ingestion,
  status: 202,
})
export const previewUndo = endpoint({
  method: 'GET',
  path: '/api/v1/ingestions/:id/undo',
  summary: "Whether an ingestion can be undone now, by the history and by Druid's segments, and what that would do",
  access: 'user',
  params: idParams,
  result: undoState.extend({ account: undoAccount.nullable() }),
})
export const undoIngestion = endpoint({
  method: 'POST',
  path: '/api/v1/ingestions/:id/undo',
  summary:
    'Bring back what an ingestion replaced, or take out what it added: a run of its own, refused with the reason',
  access: 'user',
  params: idParams,
  result: ingestion,
  status: 202,
})
export const downloadRejectedRows = endpoint({
  method: 'GET',
  path: '/api/v1/ingestions/:id/rejected-rows',
  summary:
    "Every row that did not get in as CSV: line, column, reason, value, row, after the file where there are several; a cell that a spreadsheet would run gets a ' before it",
  access: 'user',
  params: idParams,
  result: z.string(),
  answer: 'stream',
})
export const listRejectedRows = endpoint({
  method: 'GET',
  path: '/api/v1/ingestions/:id/rejected-rows/page',
  summary: 'Rows that did not get in, in the order of the file, word for word',
  access: 'user',
  params: idParams,
  query: page,
  result: list(rejectedRow),
})
