import { randomUUID } from 'node:crypto'
import { ProductError, type previewUndo as previewUndoEndpoint, type UndoAccount } from '@nemeton/contract'
import type { z } from 'zod'
import { existingInterval } from '../../olap/ingestion/existing-interval.ts'
import type { Ports, StoredIngestion, Undoing } from '../../ports/ports.ts'
import { judgeByHistory, judgeBySegments } from './undo-judgement.ts'

type Needs = Pick<Ports, 'database' | 'druid'>

/** Why a run cannot be undone now, or what its undo takes out and brings back. */
export async function planUndo(
  original: StoredIngestion,
  { database, druid }: Needs,
  signal: AbortSignal,
): Promise<{ readonly reason: string } | Undoing> {
  const { id, datasource, mode, facts } = original
  const [used, begun] = await Promise.all([
    druid.usedSegments(datasource, signal),
    database.ingestions.hasBrokenUndo(id),
  ])
  const inUse = new Set(used.map((segment) => segment.id))
  const span = existingInterval(
    (facts.held?.segments ?? []).filter((segment) => !inUse.has(segment.id)).map(({ interval }) => interval),
  )
  const unused = span === null ? [] : await druid.unusedSegments(datasource, span, signal)
  const judged = judgeBySegments(original, { used, unused: new Set(unused.map((segment) => segment.id)), begun })
  if ('reason' in judged) return judged
  const rowsBefore = facts.held?.rows ?? null
  const rowsOut = begun ? (facts.ingested ?? 0) : await druid.countOver(datasource, judged.takesOut, null, signal)
  return { ...judged, rowsOut, rowsBack: mode === 'append' ? 0 : rowsBefore, rowsBefore }
}

export async function previewUndo(
  original: StoredIngestion,
  needs: Needs,
  signal: AbortSignal,
): Promise<z.input<typeof previewUndoEndpoint.result>> {
  const state = judgeByHistory(original)
  if (!state.possible) return { ...state, account: null }
  const planned = await planUndo(original, needs, signal)
  if ('reason' in planned) return { ...state, possible: false, reason: planned.reason, account: null }
  return { ...state, account: accountOf(planned) }
}

/** Queues the undo of a run. Error: `conflict` with the reason. */
export async function beginUndo(
  original: StoredIngestion,
  needs: Needs,
  signal: AbortSignal,
): Promise<StoredIngestion> {
  const { possible, reason, undoneBy } = await previewUndo(original, needs, signal)
  if (!possible) throw refusal(reason ?? '', undoneBy)
  const id = randomUUID()
  const { ingestions } = needs.database
  if (!(await ingestions.insertUndo(id, original))) throw refusal('It is being undone, or was already.', null)
  const stored = await ingestions.find(id)
  if (stored === null) throw new ProductError('internal', 'The undo was queued and is not there.')
  return stored
}

const refusal = (reason: string, undoneBy: string | null) =>
  new ProductError('conflict', `This ingestion cannot be undone. ${reason}`, { details: { reason, undoneBy } })

export function accountOf({ takesOut, rowsOut, bringsBack, rowsBack, rowsBefore }: Undoing): UndoAccount {
  return {
    takesOut: { segments: takesOut.length, rows: rowsOut },
    bringsBack: { segments: bringsBack.length, rows: rowsBack },
    rowsBefore,
    intervals: [...new Set(takesOut.map(({ interval }) => interval))],
  }
}
