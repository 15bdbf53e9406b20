import { createReadStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { IngestionPlan, Profile } from '@nemeton/contract'
import { sourceObstacles } from '../../olap/ingestion/input.ts'
import type { Ports, StagedObject, StoredIngestion, StoredUpload } from '../../ports/ports.ts'
import { fetchSpooled } from '../../queries/spooled-upload.ts'

export interface StagedCopy {
  /** Null when Druid reads the original. */
  readonly objects: readonly StagedObject[] | null
  readonly rejected: number
  readonly rejectedRowsKey: string | null
}

interface Needs extends Pick<Ports, 'objectStore' | 'spool' | 'tabular'> {
  readonly stagingFolder: string
}

const asItIs: StagedCopy = { objects: null, rejected: 0, rejectedRowsKey: null }

/** Writes the normalised copy beside the original when Druid could not read the original faithfully. */
export async function stage(
  ingestion: StoredIngestion,
  upload: StoredUpload,
  needs: Needs,
  signal: AbortSignal,
): Promise<StagedCopy> {
  const { profile } = upload
  if (profile === null || upload.object === null || isReadByDruid(upload, ingestion.plan, profile)) return asItIs
  const { objectStore, tabular } = needs
  const folder = join(needs.stagingFolder, ingestion.id)
  const prefix = `${upload.object.key.replace(/^uploads\//, 'processed/').replace(/\/[^/]*$/, '')}/${ingestion.id}`
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  try {
    const staged = await tabular.stage(
      await fetchSpooled(needs, upload, signal),
      profile,
      ingestion.plan,
      folder,
      signal,
    )
    const objects: StagedObject[] = []
    for (const [index, part] of staged.parts.entries()) {
      const key = `${prefix}/part-${String(index).padStart(5, '0')}.json.zst`
      await objectStore.put(key, createReadStream(part.path), { signal })
      objects.push({ bucket: objectStore.bucket, key, bytes: part.bytes })
    }
    const rejectedRowsKey = staged.rejectedPath === null ? null : `${prefix}/rejected-rows.csv`
    if (staged.rejectedPath !== null && rejectedRowsKey !== null)
      await objectStore.put(rejectedRowsKey, createReadStream(staged.rejectedPath), { signal, contentType: 'text/csv' })
    return { objects, rejected: staged.rejected, rejectedRowsKey }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The original is good enough when nothing stands against it in the file nor in the plan. */
function isReadByDruid(upload: StoredUpload, plan: IngestionPlan, profile: Profile): boolean {
  const objects = upload.object ? [{ ...upload.object, bytes: upload.bytes }] : []
  return upload.obstacles.length === 0 && sourceObstacles(plan, profile, { objects }).length === 0
}
