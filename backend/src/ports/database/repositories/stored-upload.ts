import type { Compression, IngestionMode, Upload, UploadStatus } from '@nemeton/contract'
import type { Selectable } from 'kysely'
import type { UploadsTable } from '../schema.ts'

/** An upload with what only the service needs. */
export interface StoredUpload extends Upload {
  readonly mode: IngestionMode
  readonly compression: Compression
  readonly obstacles: readonly string[]
  readonly ingestAs: string | null
  /** The sheet of a workbook that was asked for. */
  readonly sheet: string | null
}

/** Which part of a file is read, and how: each choice by itself. */
export type ReadingChoice = Pick<StoredUpload, 'sheet'> | Pick<StoredUpload, 'dialectChoice'>

/** All but the preview, which can be large. */
export const shown = [
  'id',
  'filename',
  'datasource',
  'mode',
  'bytes',
  'sha256',
  'bucket',
  'object_key',
  'compression',
  'status',
  'error',
  'profile',
  'obstacles',
  'plan',
  'ingest_as',
  'sheet',
  'dialect_choice',
  'created_at',
] as const satisfies readonly (keyof UploadsTable)[]
type Shown = (typeof shown)[number]

interface Derived {
  readonly duplicate_of: string | null
  readonly resumable: { readonly length: number; readonly expires_at: string } | null
}

export function toUpload(row: Pick<Selectable<UploadsTable>, Shown> & Derived): StoredUpload {
  return {
    id: row.id,
    filename: row.filename,
    datasource: row.datasource,
    bytes: row.bytes,
    sha256: row.sha256,
    object: row.bucket !== null && row.object_key !== null ? { bucket: row.bucket, key: row.object_key } : null,
    status: row.status as UploadStatus,
    error: row.error,
    duplicateOf: row.duplicate_of,
    profile: row.profile,
    plan: row.plan,
    resumable: row.resumable && {
      length: row.resumable.length,
      expiresAt: new Date(row.resumable.expires_at).toISOString(),
    },
    createdAt: row.created_at.toISOString(),
    mode: row.mode as IngestionMode,
    compression: row.compression as Compression,
    obstacles: row.obstacles,
    ingestAs: row.ingest_as,
    sheet: row.sheet,
    dialectChoice: row.dialect_choice,
  }
}
