import type { Ports, Segment, StoredIngestion } from '../../ports/ports.ts'
import { runPrefix } from './stage.ts'
import { stageAgeMs } from './stage-age.ts'

interface Needs extends Pick<Ports, 'database' | 'druid' | 'objectStore'> {
  readonly owner: string
  readonly watchIntervalMs: number
}

/** A task that is ended in the moment in which it publishes shows what it published a little later. */
const settleMs = 3000

/**
 * Ends a canceled run, however far it has come: its task in Druid, the rows that the task had published, its copies in
 * the store. Asked again until nothing is left; its datasource has no other writer before.
 */
export async function endCanceled(ingestion: StoredIngestion, needs: Needs, signal: AbortSignal): Promise<void> {
  const { id, taskId } = ingestion
  const { database, druid, owner, watchIntervalMs } = needs
  if (taskId !== null) {
    const task = await druid.taskStatus(taskId, signal)
    if (task?.state === 'RUNNING') await druid.shutdownTask(taskId)
    const isSettled = stageAgeMs(ingestion) > settleMs
    if (task?.state === 'RUNNING' || !isSettled) return database.ingestions.release(id, owner, watchIntervalMs)
  }
  const back = await takeBack(ingestion, druid, signal)
  if (back.kind === 'changed') return database.ingestions.tookBack(id, owner, back.replaced, watchIntervalMs)
  const since = ingestion.facts.tookBack?.at ?? 0
  if (Date.now() - since < settleMs) return database.ingestions.release(id, owner, watchIntervalMs)
  await removeCopies(ingestion, needs)
  await database.ingestions.ended(id, owner, back.kind === 'foreign' ? tooLate : null)
}

const tooLate = {
  code: 'conflict',
  message: 'The rows were in Druid already when this was canceled, and were left there.',
  hint: 'Others have changed the same intervals meanwhile, so that what this run added cannot be told apart. Look at the datasource.',
  raw: null,
} as const

type Back =
  | { readonly kind: 'nothing' | 'foreign' }
  | { readonly kind: 'changed'; readonly replaced: readonly string[] }

/**
 * Leaves what is there when somebody else has touched it: what is not ours to tell apart is not ours to take out. Looked
 * at again afterwards, since Druid's own cleaning may take out once more what it believed to be covered.
 */
async function takeBack(
  { datasource, mode, facts }: StoredIngestion,
  druid: Needs['druid'],
  signal: AbortSignal,
): Promise<Back> {
  if (facts.before === null) return { kind: 'nothing' }
  const used = await druid.usedSegments(datasource, signal)
  const before = new Set(facts.before)
  const added = used.flatMap(({ id }) => (before.has(id) ? [] : id))
  if (added.length === 0 && !facts.tookBack) return { kind: 'nothing' }
  const replaced = facts.tookBack?.replaced ?? missing(facts.before, used)
  if (mode === 'append' && replaced.length > 0) return { kind: 'foreign' }
  const lost = missing(replaced, used)
  if (added.length === 0 && lost.length === 0) return { kind: 'nothing' }
  await druid.markUnused(datasource, added, signal)
  await druid.markUsed(datasource, lost, signal)
  return { kind: 'changed', replaced }
}

function missing(ids: readonly string[], used: readonly Segment[]): string[] {
  const there = new Set(used.map((segment) => segment.id))
  return ids.filter((id) => !there.has(id))
}

/** The rows that were set aside stay with the run, as evidence. */
async function removeCopies(
  { id, files, facts }: StoredIngestion,
  { database, objectStore }: Pick<Needs, 'database' | 'objectStore'>,
): Promise<void> {
  for (const { uploadId } of files) {
    const upload = await database.uploads.find(uploadId)
    if (!upload?.object) continue
    const copies = await objectStore.list(runPrefix(upload.object, id))
    await objectStore.remove(copies.map(({ key }) => key).filter((key) => key !== facts.rejectedRowsKey))
  }
}
