import { randomUUID } from 'node:crypto'
import type { uploadFields } from '@nemeton/contract'
import type { z } from 'zod'
import { datasourceFromFilename } from '../../olap/ingestion/datasource-name.ts'

export interface Identity {
  readonly id: string
  readonly datasource: string
  readonly mode: 'append' | 'replace' | 'overwrite'
  readonly ingestAs: string | null
  readonly sheet: string | null
}

/** What an upload is from its first byte on: as its sender said, else as its file name suggests. */
export function identityOf(
  filename: string,
  { datasource, mode, ingest, sheet }: z.infer<typeof uploadFields>,
  wantedId: string | undefined,
): Identity {
  return {
    id: wantedId ?? randomUUID(),
    datasource: datasource ?? datasourceFromFilename(filename),
    mode: mode ?? 'append',
    ingestAs: ingest === 'true' ? randomUUID() : null,
    sheet: sheet ?? null,
  }
}
