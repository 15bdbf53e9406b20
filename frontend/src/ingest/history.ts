import type { Ingestion, Upload } from '@nemeton/contract'

/** One line of the history: a file, and the newest run of it when there was one. */
export interface HistoryEntry {
  readonly uploadId: string
  readonly filename: string
  readonly datasource: string
  readonly upload: Upload | null
  readonly ingestion: Ingestion | null
  readonly at: string
}

/** Uploads with their newest ingestion, and ingestions whose upload is gone; newest first. */
export function historyOf(uploads: readonly Upload[], ingestions: readonly Ingestion[]): readonly HistoryEntry[] {
  const newest = new Map<string, Ingestion>()
  for (const ingestion of ingestions) {
    const known = newest.get(ingestion.uploadId)
    if (!known || Date.parse(known.createdAt) < Date.parse(ingestion.createdAt))
      newest.set(ingestion.uploadId, ingestion)
  }
  const staged = new Map(uploads.map((upload) => [upload.id, upload]))
  const entries: HistoryEntry[] = []
  for (const id of new Set([...staged.keys(), ...newest.keys()])) {
    const upload = staged.get(id) ?? null
    const ingestion = newest.get(id) ?? null
    const any = ingestion ?? upload
    if (any)
      entries.push({
        uploadId: id,
        filename: any.filename,
        datasource: any.datasource,
        upload,
        ingestion,
        at: any.createdAt,
      })
  }
  return entries.sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
}

/** From queued to the end of the last stage; null while it runs. */
export function tookMs(ingestion: Ingestion): number | null {
  const last = ingestion.stages.at(-1)
  const first = ingestion.stages[0]
  if (!first || !last?.endedAt) return null
  return Date.parse(last.endedAt) - Date.parse(first.startedAt)
}
