import type { Drop, DropStatus, Ingestion } from '@nemeton/contract'
import type { Tone } from '../ui/Tag.tsx'

interface Told {
  readonly at: string
  readonly rows: number
  readonly state: string
  readonly tone: Tone
}

export type HistoryEntry = Told &
  (
    | { readonly kind: 'load'; readonly ingestion: Ingestion }
    | { readonly kind: 'drop'; readonly drop: Drop; readonly restorable: boolean }
    | { readonly kind: 'restore'; readonly drop: Drop }
  )

const dropWords: Readonly<Record<DropStatus, string>> = {
  dropping: 'not finished',
  dropped: 'can be restored',
  restoring: 'restore not finished',
  restored: 'restored',
  killed: 'deleted for good',
}
const dropTones: Readonly<Record<DropStatus, Tone>> = {
  dropping: 'busy',
  dropped: 'warn',
  restoring: 'busy',
  restored: 'quiet',
  killed: 'bad',
}

/** Loads, drops and restores of one datasource, newest first; a restore is told beside the drop that it takes back. */
export function historyOf(loads: readonly Ingestion[], drops: readonly Drop[]): readonly HistoryEntry[] {
  const entries: HistoryEntry[] = loads.map((ingestion) => ({
    kind: 'load',
    at: ingestion.createdAt,
    rows: ingestion.rows.ingested,
    state: ingestion.status,
    tone: toneOf(ingestion.status),
    ingestion,
  }))
  for (const drop of drops) {
    const { at, rows, status, restoredAt } = drop
    const restorable = status !== 'restored' && status !== 'killed'
    entries.push({ kind: 'drop', at, rows, state: dropWords[status], tone: dropTones[status], drop, restorable })
    if (restoredAt !== null)
      entries.push({ kind: 'restore', at: restoredAt, rows, state: 'queryable', tone: 'good', drop })
  }
  return entries.toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at))
}

function toneOf(status: Ingestion['status']): Tone {
  if (status === 'queryable') return 'good'
  if (status === 'failed') return 'bad'
  if (status === 'canceled') return 'warn'
  return status === 'queued' ? 'quiet' : 'busy'
}
