import { type ErrorCode, ProductError } from '@nemeton/contract'
import type { Patch, Ports, StoredIngestion, Undoing } from '../../ports/ports.ts'
import { servedSegments } from './held.ts'
import { stageAgeMs } from './stage-age.ts'
import { planUndo } from './undo.ts'

interface Needs extends Pick<Ports, 'database' | 'druid'> {
  readonly watchIntervalMs: number
  readonly loadTimeoutMs: number
}

const mostMismatches = 10

/** As `step`, for a run that takes another one back: judged anew once it is its turn, then changed, then counted. */
export async function undoStep(run: StoredIngestion, needs: Needs, signal: AbortSignal): Promise<Patch> {
  switch (run.status) {
    case 'queued':
      return { status: 'staging' }
    case 'staging':
      return judge(run, needs, signal)
    case 'publishing':
      return (await exchange(run, needs, signal)) ? { status: 'loading' } : waitOrGiveUp(run, needs)
    case 'loading':
      return confirmUndo(run, needs, signal)
    default:
      throw new Error(`an undo is never ${run.status}: ${run.id}`)
  }
}

async function judge(run: StoredIngestion, needs: Needs, signal: AbortSignal): Promise<Patch> {
  const original = run.undoOf === null ? null : await needs.database.ingestions.find(run.undoOf)
  const planned =
    original === null ? { reason: 'The ingestion to undo is not there.' } : await planUndo(original, needs, signal)
  if (!('reason' in planned)) return { status: 'publishing', facts: { undoing: planned } }
  return failed('conflict', planned.reason, 'Nothing was changed.')
}

/**
 * What goes goes first: Druid brings nothing back that is still covered. True once the metadata store shows it so. Run at
 * each look, since Druid's own cleaning may take out again what it still believed to be covered.
 */
async function exchange(run: StoredIngestion, { druid }: Needs, signal: AbortSignal): Promise<boolean> {
  const { datasource } = run
  const { takesOut, bringsBack } = undoingOf(run)
  const used = new Set((await druid.usedSegments(datasource, signal)).map(({ id }) => id))
  const out = takesOut.filter(({ id }) => used.has(id))
  const back = bringsBack.filter(({ id }) => !used.has(id))
  if (out.length === 0 && back.length === 0) return true
  const ids = (segments: Undoing['takesOut']) => segments.map(({ id }) => id)
  await druid.markUnused(datasource, ids(takesOut), signal)
  await druid.markUsed(datasource, ids(bringsBack), signal)
  return false
}

/** Says queryable only when a query sees as many rows as before the run, from those segments and no others of it. */
async function confirmUndo(run: StoredIngestion, needs: Needs, signal: AbortSignal): Promise<Patch> {
  const { datasource, facts } = run
  const { druid, watchIntervalMs } = needs
  const { takesOut, bringsBack, rowsBefore } = undoingOf(run)
  if (!(await exchange(run, needs, signal))) return waitOrGiveUp(run, needs)
  const look = async () => {
    const served = await servedSegments(datasource, druid, signal)
    if (takesOut.some(({ id }) => served.has(id)) || !bringsBack.every(({ id }) => served.has(id))) return null
    return druid.countIn(datasource, [...new Set(takesOut.map(({ interval }) => interval))], signal)
  }
  const rows = await look().catch((error: unknown) => {
    if (error instanceof ProductError && error.code === 'druid_query_failed') return null
    throw error
  })
  if (rows === null) return waitOrGiveUp(run, needs)
  if (rowsBefore === null || rows === rowsBefore) return { status: 'queryable' }
  if (facts.mismatches < mostMismatches) return { facts: { mismatches: facts.mismatches + 1 }, waitMs: watchIntervalMs }
  return failed(
    'rows_missing',
    `Before the load there were ${rowsBefore} rows in its intervals; after the undo Druid has ${rows} there.`,
    'The segments are as they were before the load. See whether somebody else writes to the datasource.',
  )
}

/** What was marked is asked for again after a while: the lists follow at the metadata store's next poll. */
function waitOrGiveUp(run: StoredIngestion, { watchIntervalMs, loadTimeoutMs }: Needs): Patch {
  if (stageAgeMs(run) < loadTimeoutMs) return { waitMs: 2 * watchIntervalMs }
  return failed(
    'not_queryable',
    'Druid has not taken out and brought back all segments of this undo in time.',
    'See on the Health page whether a historical is up and has room, then try again.',
  )
}

const failed = (code: ErrorCode, message: string, hint: string): Patch => ({
  status: 'failed',
  error: { code, message, hint, raw: null },
})

function undoingOf({ facts: { undoing } }: StoredIngestion): Undoing {
  if (undoing === null) throw new Error('an undo is judged before it is carried out')
  return undoing
}
