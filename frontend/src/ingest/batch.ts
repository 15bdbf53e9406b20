import type { Ingestion, Upload } from '@nemeton/contract'
import { isOpen, type Transfer } from '../api/transfers.ts'
import { formatNumber } from '../format/number.ts'
import { newestRuns } from './history.ts'
import { isOver } from './status.ts'

export type BatchState =
  | 'sending'
  | 'stopped'
  | 'profiling'
  | 'unreadable'
  | 'ready'
  | 'duplicate'
  | 'gone'
  | 'queued'
  | 'loading'
  | 'queryable'
  | 'rejecting'
  | 'failed'
  | 'canceled'

/** One of several files that were dropped together. */
export interface BatchRow {
  readonly id: string
  readonly filename: string
  readonly state: BatchState
  readonly transfer: Transfer | null
  readonly upload: Upload | null
  readonly ingestion: Ingestion | null
  /** The earlier run of the same bytes. */
  readonly earlier: string | null
}

interface Known {
  readonly transfers: readonly Transfer[]
  readonly uploads: readonly Upload[]
  readonly ingestions: readonly Ingestion[]
  /** Earlier runs that the service has named when it refused, by upload. */
  readonly refused: ReadonlyMap<string, string>
}

export function batchOf(ids: readonly string[], { transfers, uploads, ingestions, refused }: Known): BatchRow[] {
  const runs = newestRuns(ingestions)
  return ids.map((id): BatchRow => {
    const transfer = transfers.find((one) => one.id === id) ?? null
    const upload = uploads.find((one) => one.id === id) ?? null
    const ingestion = runs.get(id) ?? null
    const earlier = refused.get(id) ?? upload?.duplicateOf ?? null
    const filename = upload?.filename ?? transfer?.filename ?? fileOf(ingestion, id) ?? 'A file that is gone'
    const state = stateOf({ transfer, upload, ingestion, earlier })
    return { id, filename, state, transfer, upload, ingestion, earlier }
  })
}

const fileOf = (ingestion: Ingestion | null, id: string): string | undefined =>
  ingestion?.filenames[ingestion.uploadIds.indexOf(id)]

function stateOf({ transfer, upload, ingestion, earlier }: Omit<BatchRow, 'id' | 'filename' | 'state'>): BatchState {
  if (ingestion) return runState(ingestion)
  if (transfer && isOpen(transfer)) return 'sending'
  if (transfer?.state === 'failed' || transfer?.state === 'canceled') return 'stopped'
  if (!upload) return transfer ? 'profiling' : 'gone'
  if (upload.status === 'receiving') return 'sending'
  if (upload.status === 'profiling') return 'profiling'
  if (upload.status === 'failed') return 'unreadable'
  return earlier === null ? 'ready' : 'duplicate'
}

function runState({ status, rows, uploadIds }: Ingestion): BatchState {
  if (status === 'queued') return 'queued'
  if (!isOver(status)) return 'loading'
  // which of several files had the rejected rows is told by the run's own page
  if (status === 'queryable') return rows.rejected > 0 && uploadIds.length === 1 ? 'rejecting' : 'queryable'
  return status === 'canceled' ? 'canceled' : 'failed'
}

const words: readonly (readonly [BatchState, string])[] = [
  ['sending', 'on the way'],
  ['profiling', 'being read'],
  ['ready', 'ready to load'],
  ['queued', 'in line'],
  ['loading', 'loading'],
  ['queryable', 'queryable'],
  ['rejecting', 'with rejected rows'],
  ['failed', 'failed'],
  ['canceled', 'canceled'],
  ['duplicate', 'refused as already loaded'],
  ['unreadable', 'not readable'],
  ['stopped', 'not sent'],
  ['gone', 'gone'],
]

/** `17 queryable, 1 with rejected rows, 1 canceled`. */
export const summaryOf = (rows: readonly BatchRow[]): string =>
  words
    .map(([state, word]) => [rows.filter((row) => row.state === state).length, word] as const)
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${formatNumber(count)} ${word}`)
    .join(', ')

/** Ready files of one shape, as far as the page can tell: the service says the last word. */
export function groupsOf(rows: readonly BatchRow[]): readonly (readonly Upload[])[] {
  const groups = new Map<string, Upload[]>()
  for (const { state, upload } of rows) {
    if (state !== 'ready' || !upload?.profile) continue
    const { format, columns, rows: count, time, sheet } = upload.profile
    const names = columns.map(({ name }) => name).sort()
    const types = columns.filter(({ nulls }) => nulls < count).map(({ name, type }) => `${name} ${type}`)
    const isWhole = types.length === columns.length
    const shape = JSON.stringify([format, names, isWhole ? types.sort() : [], time?.column, sheet])
    groups.set(shape, [...(groups.get(shape) ?? []), upload])
  }
  return [...groups.values()].filter((group) => group.length > 1)
}

/** One name for the files of a group: theirs, or what their names begin with. */
export function sharedDatasource(uploads: readonly Upload[]): string {
  const [first = '', ...others] = uploads.map(({ plan, datasource }) => plan?.datasource ?? datasource)
  let length = first.length
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length--
  if (length === first.length) return first
  const stem = first.slice(0, length).replace(/[\d_.-]+$/, '')
  return stem === '' ? first : stem
}
