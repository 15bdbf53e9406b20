import { z } from 'zod'
import { endpoint } from './endpoint.ts'
import { idParams, uploadFields } from './uploads.ts'

/**
 * Uploads that go on after a lost connection: the tus protocol 1.0.0 (https://tus.io/protocols/resumable-upload) with
 * creation, creation-with-upload, termination, checksum and expiration. Errors come in the envelope.
 */
export const tusVersion = '1.0.0'
export const tusExtensions = 'creation,creation-with-upload,termination,checksum,expiration'
export const tusChecksums = ['sha1', 'sha256'] as const

/** What `Upload-Metadata` may hold: keys as here, values in base64. `id` is the sender's choice and makes a repeat harmless. */
export const resumableMetadata = uploadFields.extend({
  filename: z.string().min(1),
  id: z.uuid().optional(),
})

const path = '/api/v1/uploads/resumable'
const count = z.string().regex(/^\d+$/)

export const resumableOptions = endpoint({
  method: 'OPTIONS',
  path,
  summary: 'What of the tus protocol is spoken here',
  access: 'user',
  result: z.object({
    'tus-version': z.string(),
    'tus-extension': z.string(),
    'tus-max-size': count,
    'tus-checksum-algorithm': z.string(),
  }),
  answer: 'headers',
  status: 204,
})
export const createResumable = endpoint({
  method: 'POST',
  path,
  summary:
    'Begin a resumable upload: Upload-Length and Upload-Metadata (filename; optional id, datasource, mode, ingest, sheet)',
  access: 'user',
  consumes: 'application/offset+octet-stream',
  result: z.object({
    location: z.string(),
    'upload-expires': z.string(),
    'upload-offset': count.optional(),
    /** When it shall be ingested at once: the id that its ingestion will have. */
    'ingestion-id': z.uuid().optional(),
  }),
  answer: 'headers',
  status: 201,
})
export const resumableOffset = endpoint({
  method: 'HEAD',
  path: `${path}/:id`,
  summary: 'How many bytes of a resumable upload are kept; a request that still sends to it is ended first',
  access: 'user',
  params: idParams,
  result: z.object({
    'upload-offset': count,
    'upload-length': count,
    'upload-metadata': z.string().optional(),
    'upload-expires': z.string().optional(),
    'cache-control': z.string(),
  }),
  answer: 'headers',
})
export const appendResumable = endpoint({
  method: 'PATCH',
  path: `${path}/:id`,
  summary:
    'Append bytes at Upload-Offset; the answer comes when they are durable, the last one when the file is stored',
  access: 'user',
  consumes: 'application/offset+octet-stream',
  params: idParams,
  result: z.object({ 'upload-offset': count, 'upload-expires': z.string().optional() }),
  answer: 'headers',
  status: 204,
})
export const endResumable = endpoint({
  method: 'DELETE',
  path: `${path}/:id`,
  summary: 'Give up a resumable upload; nothing of it is kept',
  access: 'user',
  params: idParams,
  result: z.object({}),
  answer: 'headers',
  status: 204,
})
