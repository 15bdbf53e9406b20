import { z } from 'zod'
import { dialectChoice } from './dialect-choice.ts'
import { endpoint } from './endpoint.ts'
import { errorBody } from './error.ts'
import { datasourceName, ingestionMode, ingestionPlan, ingestionSpec, planChanges, planClash } from './plan.ts'
import { profile, profileWarning } from './profile.ts'
import { table } from './table.ts'

export const uploadStatus = z.enum(['receiving', 'profiling', 'ready', 'failed'])
export type UploadStatus = z.infer<typeof uploadStatus>

/** Bytes staged in the object store, and what is known of them. */
export const upload = z.object({
  id: z.uuid(),
  filename: z.string(),
  /** Suggested from the file name, or as the caller said. */
  datasource: z.string(),
  bytes: z.number().int(),
  sha256: z.string().nullable(),
  object: z.object({ bucket: z.string(), key: z.string() }).nullable(),
  status: uploadStatus,
  error: errorBody.nullable(),
  /** Id of an earlier ingestion of the same bytes into the same datasource. */
  duplicateOf: z.uuid().nullable(),
  profile: profile.nullable(),
  plan: ingestionPlan.nullable(),
  /** What a person said of how the text is written; null when all of it is guessed. */
  dialectChoice: dialectChoice.nullable(),
  /** While it arrives by the tus protocol: how long it will be, and until when it may go on; `bytes` are kept so far. */
  resumable: z.object({ length: z.number().int(), expiresAt: z.iso.datetime() }).nullable(),
  createdAt: z.iso.datetime(),
})
export type Upload = z.infer<typeof upload>

/** `bytes` while receiving, `profile` once (a provisional one first is possible), then the final `upload`. */
export const uploadEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('bytes'), bytes: z.number().int() }),
  z.object({ kind: z.literal('profile'), provisional: z.boolean(), profile }),
  z.object({ kind: z.literal('upload'), upload }),
])
export type UploadEvent = z.infer<typeof uploadEvent>

export const list = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() })
export const idParams = z.object({ id: z.uuid() })
export const page = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().optional(),
})

/** Uploads of one shape that are loaded as one. */
export const togetherIds = z
  .array(z.uuid())
  .min(2)
  .max(100)
  .refine((ids) => new Set(ids).size === ids.length, { error: 'names an upload twice' })

const sheetName = z.string().min(1).max(255)

/** The text fields that may stand before the part `file`. */
export const uploadFields = z.object({
  datasource: datasourceName.optional(),
  mode: z.enum(['append', 'replace', 'overwrite']).optional(),
  ingest: z.enum(['true', 'false']).optional(),
  /** For a workbook; else its first sheet with rows is read. */
  sheet: sheetName.optional(),
})

/** What Druid's sampler made of the first rows under the plan: parsed rows, and those it could not read. */
export const planSample = z.object({
  table,
  unparseable: z.array(z.object({ input: z.string(), error: z.string() })),
})

/** What a submit would take away before it adds; rows are those that a query sees now. */
export const planImpact = z.object({
  intervals: z.array(z.string()),
  replacedSegments: z.number().int(),
  replacedRows: z.number().int(),
  /** None: the datasource is new. */
  existingSegments: z.number().int(),
  existingRows: z.number().int(),
})

/** An earlier load of the same bytes into the plan's datasource, under way or standing. */
export const planDuplicate = z.object({
  ingestionId: z.uuid(),
  uploadId: z.uuid(),
  filename: z.string(),
  at: z.iso.datetime(),
  /** Rows would be there twice, so the submit is refused without `allowDuplicate`. */
  countsTwice: z.boolean(),
})

export const createUpload = endpoint({
  method: 'POST',
  path: '/api/v1/uploads',
  summary: 'Stage a file: optional fields datasource, mode, ingest and sheet, then one part named "file"',
  access: 'user',
  consumes: 'multipart/form-data',
  query: z.object({ id: z.uuid().optional() }),
  result: upload.extend({ ingestionId: z.uuid().optional() }),
  status: 201,
})
export const listUploads = endpoint({
  method: 'GET',
  path: '/api/v1/uploads',
  summary: 'Uploads, newest first',
  access: 'user',
  query: page,
  result: list(upload),
})
export const getUpload = endpoint({
  method: 'GET',
  path: '/api/v1/uploads/:id',
  summary: 'One upload with its profile and inferred plan',
  access: 'user',
  params: idParams,
  result: upload,
})
export const watchUpload = endpoint({
  method: 'GET',
  path: '/api/v1/uploads/:id/events',
  summary: 'Server-Sent Events of one upload',
  access: 'user',
  params: idParams,
  result: uploadEvent,
  answer: 'events',
})
export const previewUpload = endpoint({
  method: 'GET',
  path: '/api/v1/uploads/:id/preview',
  summary: 'First rows as parsed',
  access: 'user',
  params: idParams,
  query: z.object({ rows: z.coerce.number().int().min(1).max(1000).default(100) }),
  result: table,
})
export const planUpload = endpoint({
  method: 'POST',
  path: '/api/v1/uploads/:id/plan',
  summary:
    'Merge changes into the inferred plan; answers the plan, the exact spec, a sample, the impact and the clashes',
  access: 'user',
  params: idParams,
  body: z.object({ changes: planChanges.default({}) }),
  result: z.object({
    plan: ingestionPlan,
    spec: ingestionSpec,
    /** Null, with the reason, when Druid or the file's reader refuses the plan; a part that is away is an error instead. */
    sample: planSample.nullable(),
    sampleError: errorBody.nullable(),
    impact: planImpact.nullable(),
    duplicate: planDuplicate.nullable(),
    /** Against the datasource as it is now; empty for a new one, null when Druid could not be asked. */
    clashes: z.array(planClash).nullable(),
    /** What the plan does to some rows that a person may not expect, counted over the whole file. */
    warnings: z.array(profileWarning),
  }),
})
export const planUploads = endpoint({
  method: 'POST',
  path: '/api/v1/uploads/plan',
  summary:
    'The one plan of several uploads that are to be one task; refused, naming file and column, unless they agree',
  access: 'user',
  body: z.object({ uploadIds: togetherIds, datasource: datasourceName.optional(), mode: ingestionMode.optional() }),
  result: z.object({
    plan: ingestionPlan,
    files: z.array(z.object({ uploadId: z.uuid(), filename: z.string(), rows: z.number().int() })),
    /** Druid reads copies, since it could not read all of the files as they are in one way. */
    staged: z.boolean(),
    /** Null while the plan has no time. */
    impact: planImpact.nullable(),
    /** Against the datasource as it is now; null when Druid could not be asked. */
    clashes: z.array(planClash).nullable(),
  }),
})
export const chooseSheet = endpoint({
  method: 'POST',
  path: '/api/v1/uploads/:id/sheet',
  summary: 'Read another sheet of a workbook: its profile and plan follow; refused while an ingestion reads it',
  access: 'user',
  params: idParams,
  body: z.object({ sheet: sheetName }),
  result: upload,
})
export const chooseDialect = endpoint({
  method: 'POST',
  path: '/api/v1/uploads/:id/dialect',
  summary:
    'Read a delimited text as it is said to be written (null: as guessed); profile and plan follow; refused while an ingestion reads it',
  access: 'user',
  params: idParams,
  body: z.object({ dialect: dialectChoice.nullable() }),
  result: upload,
})
export const deleteUpload = endpoint({
  method: 'DELETE',
  path: '/api/v1/uploads/:id',
  summary:
    'Remove an upload and its staged objects, an unfinished resumable one too; refused while an ingestion reads it',
  access: 'user',
  params: idParams,
  result: z.object({ id: z.uuid() }),
})
