import type { Ingestion, Upload } from '@nemeton/contract'

/** One line of the history: a file, or several that were loaded as one, and the newest run when there was one. */
export interface HistoryEntry {
  readonly uploadId: string
  readonly title: string
  readonly datasource: string
  readonly upload: Upload | null
  readonly ingestion: Ingestion | null
  readonly rows: number | undefined
  readonly bytes: number | undefined
  readonly at: string
}

/** The newest run of each upload, alone or among others. */
export function newestRuns(ingestions: readonly Ingestion[]): ReadonlyMap<string, Ingestion> {
  const newest = new Map<string, Ingestion>()
  for (const ingestion of ingestions)
    for (const id of ingestion.uploadIds) {
      const known = newest.get(id)
      if (!known || Date.parse(known.createdAt) < Date.parse(ingestion.createdAt)) newest.set(id, ingestion)
    }
  return newest
}

/** Uploads with their newest ingestion, and ingestions whose upload is gone; newest first. */
export function historyOf(uploads: readonly Upload[], ingestions: readonly Ingestion[]): readonly HistoryEntry[] {
  const newest = newestRuns(ingestions)
  const staged = new Map(uploads.map((upload) => [upload.id, upload]))
  const entries = new Map<string, HistoryEntry>()
  for (const id of new Set([...staged.keys(), ...newest.keys()])) {
    const upload = staged.get(id) ?? null
    const ingestion = newest.get(id) ?? null
    const any = ingestion ?? upload
    if (!any) continue
    const together = ingestion !== null && ingestion.uploadIds.length > 1
    const key = together ? ingestion.id : id
    const { bytes } = entries.get(key) ?? { bytes: undefined }
    entries.set(key, {
      uploadId: together ? ingestion.uploadId : id,
      title: together ? `${ingestion.filename} and ${ingestion.uploadIds.length - 1} more` : any.filename,
      datasource: any.datasource,
      upload,
      ingestion,
      rows: (ingestion?.kind === 'load' ? ingestion.rows.inFile : undefined) ?? upload?.profile?.rows,
      bytes: upload === null ? bytes : (bytes ?? 0) + (upload.resumable?.length ?? upload.bytes),
      at: any.createdAt,
    })
  }
  return [...entries.values()].sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
}

/** From queued to the end of the last stage; null while it runs. */
export function tookMs(ingestion: Ingestion): number | null {
  const last = ingestion.stages.at(-1)
  const first = ingestion.stages[0]
  if (!first || !last?.endedAt) return null
  return Date.parse(last.endedAt) - Date.parse(first.startedAt)
}
