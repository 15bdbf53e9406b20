import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Profile } from '@nemeton/contract'
import { csvLine } from '../../olap/csv.ts'
import { piecesFor } from '../../olap/ingestion/pieces.ts'
import { areReadAlike } from '../../olap/ingestion/together.ts'
import type { Ports, StagedObject, StoredIngestion, StoredUpload } from '../../ports/ports.ts'
import { fetchSpooled } from '../../queries/spooled-upload.ts'
import { cutByLines } from './cut.ts'
import { fileHeader, readRows } from './rejected-rows.ts'

export interface StagedCopy {
  /** Null when Druid reads the originals. */
  readonly objects: readonly StagedObject[] | null
  /** The original in pieces that can be read side by side; null when it is read in one. */
  readonly pieces: readonly StagedObject[] | null
  readonly rejected: number
  readonly rejectedRowsKey: string | null
}

/** An upload that has come as far as it must before it is staged. */
export interface Ready extends StoredUpload {
  readonly profile: Profile
  readonly object: NonNullable<StoredUpload['object']>
}

interface Needs extends Pick<Ports, 'objectStore' | 'spool' | 'tabular'> {
  readonly stagingFolder: string
}

const asTheyAre: StagedCopy = { objects: null, pieces: null, rejected: 0, rejectedRowsKey: null }

/** Where a run keeps what it makes of an upload: below it no other run has anything. */
export const runPrefix = (object: NonNullable<StoredUpload['object']>, ingestionId: string): string =>
  `${object.key.replace(/^uploads\//, 'processed/').replace(/\/[^/]*$/, '')}/${ingestionId}/`

/** Writes normalised copies beside the originals, of all of them when Druid could not read one of them faithfully. */
export async function stage(
  ingestion: StoredIngestion,
  uploads: readonly [Ready, ...Ready[]],
  needs: Needs & { readonly freeSlots: number },
  signal: AbortSignal,
): Promise<StagedCopy> {
  if (areReadByDruid(uploads, ingestion))
    return uploads.length === 1 ? cut(ingestion, uploads[0], needs, signal) : asTheyAre
  const { objectStore } = needs
  const folder = join(needs.stagingFolder, ingestion.id)
  const rejectedPath = join(folder, 'rejected-rows.csv')
  const rejectedRowsKey = `${runPrefix(uploads[0].object, ingestion.id)}rejected-rows.csv`
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  try {
    const objects: StagedObject[] = []
    let rejected = 0
    for (const upload of uploads) {
      const file = await stageOne(ingestion, upload, { ...needs, folder: join(folder, upload.id) }, signal)
      objects.push(...file.objects)
      const name = uploads.length > 1 ? upload.filename : null
      if (file.rejectedPath !== null) await keepRejected(file.rejectedPath, rejectedPath, name, rejected === 0, signal)
      rejected += file.rejected
      await rm(join(folder, upload.id), { recursive: true, force: true })
    }
    if (rejected === 0) return { ...asTheyAre, objects }
    await objectStore.put(rejectedRowsKey, createReadStream(rejectedPath), { signal, contentType: 'text/csv' })
    return { objects, pieces: null, rejected, rejectedRowsKey }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Druid reads one object in one task: a large original is laid down in as many pieces as there are slots to read them. */
async function cut(
  { id }: StoredIngestion,
  upload: Ready,
  needs: Needs & { readonly freeSlots: number },
  signal: AbortSignal,
): Promise<StagedCopy> {
  const { compression, dialect } = upload.profile
  const wanted = compression === 'none' ? piecesFor(upload.bytes, needs.freeSlots) : 1
  if (wanted < 2) return asTheyAre
  const { path } = await fetchSpooled(needs, upload, signal)
  const pieces: StagedObject[] = []
  for (const [index, { bytes, read }] of (await cutByLines(path, wanted, dialect)).entries()) {
    const key = `${runPrefix(upload.object, id)}piece-${String(index).padStart(5, '0')}`
    await needs.objectStore.put(key, read(signal), { signal })
    pieces.push({ bucket: needs.objectStore.bucket, key, bytes })
  }
  return { ...asTheyAre, pieces }
}

async function stageOne(
  { id, plan }: StoredIngestion,
  upload: Ready,
  { objectStore, tabular, folder, ...needs }: Needs & { readonly folder: string },
  signal: AbortSignal,
) {
  await mkdir(folder, { recursive: true })
  const file = await fetchSpooled({ objectStore, ...needs }, upload, signal)
  const staged = await tabular.stage(file, upload.profile, plan, folder, signal)
  const objects: StagedObject[] = []
  for (const [index, part] of staged.parts.entries()) {
    const key = `${runPrefix(upload.object, id)}part-${String(index).padStart(5, '0')}.json.zst`
    await objectStore.put(key, createReadStream(part.path), { signal })
    objects.push({ bucket: objectStore.bucket, key, bytes: part.bytes })
  }
  return { objects, rejected: staged.rejected, rejectedPath: staged.rejectedPath }
}

/** One list for the whole run; with several files each row says which one it is of. */
async function keepRejected(
  from: string,
  to: string,
  filename: string | null,
  isFirst: boolean,
  signal: AbortSignal,
): Promise<void> {
  const text = async function* (): AsyncGenerator<string> {
    if (isFirst) yield csvLine(fileHeader)
    for await (const rows of readRows(createReadStream(from)))
      yield rows
        .map(({ line, column, reason, value, row }) => csvLine([filename, line, column, reason, value, row]))
        .join('')
  }
  const source = filename === null ? createReadStream(from) : Readable.from(text(), { objectMode: false })
  await pipeline(source, createWriteStream(to, { flags: 'a' }), { signal })
}

/** The originals are good enough when nothing stands against them in the files nor in the plan. */
function areReadByDruid(uploads: readonly Ready[], { plan }: StoredIngestion): boolean {
  return (
    uploads.every(({ obstacles }) => obstacles.length === 0) &&
    areReadAlike(
      plan,
      uploads.map(({ profile, object, bytes }) => ({ profile, object: { ...object, bytes } })),
    )
  )
}
