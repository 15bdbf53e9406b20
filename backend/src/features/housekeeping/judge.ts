import type { SweptKind } from '@nemeton/contract'

/** What a key of the store says of itself. */
export type Place =
  | { readonly kind: 'upload'; readonly uploadId: string }
  | { readonly kind: 'copy'; readonly runId: string; readonly isEvidence: boolean }
  | { readonly kind: 'evidence' }
  | { readonly kind: 'unknown' }

export interface KnownRun {
  readonly isOver: boolean
  readonly isCanceled: boolean
  /** Milliseconds. */
  readonly endedAt: number
}

export interface Policy {
  readonly graceMs: number
  readonly uploadRetentionDays: number | null
  readonly processedRetentionDays: number
}

export interface Verdict {
  readonly kind: SweptKind
  readonly reason: string
}

export const dayMs = 86_400_000
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export function placeOf(key: string): Place {
  const [area, folder, third = '', fourth = '', ...rest] = key.split('/')
  if (area === 'uploads' && uuid.test(third)) return { kind: 'upload', uploadId: third }
  if (area === 'processed' && uuid.test(third) && uuid.test(fourth))
    return { kind: 'copy', runId: fourth, isEvidence: rest.join('/').startsWith('rejected-rows') }
  if (area === 'processed' && folder === 'metadata') return { kind: 'evidence' }
  return { kind: 'unknown' }
}

interface Known {
  readonly hasUpload: (id: string) => boolean
  readonly run: (id: string) => KnownRun | undefined
}

/** Why an object can go; null when it stays. `now` and `modifiedAt` in milliseconds. */
export function judgeObject(
  key: string,
  modifiedAt: number,
  known: Known,
  policy: Policy,
  now: number,
): Verdict | null {
  if (now - modifiedAt < policy.graceMs) return null
  const place = placeOf(key)
  switch (place.kind) {
    case 'evidence':
      return null
    case 'unknown':
      return { kind: 'orphan', reason: 'no upload and no run has an object of this name' }
    case 'upload':
      return known.hasUpload(place.uploadId) ? null : { kind: 'orphan', reason: 'its upload is gone' }
    case 'copy':
      return judgeCopy(known.run(place.runId), place.isEvidence, policy, now)
  }
}

function judgeCopy(run: KnownRun | undefined, isEvidence: boolean, policy: Policy, now: number): Verdict | null {
  if (run === undefined) return { kind: 'orphan', reason: 'its run is gone' }
  if (!run.isOver || isEvidence) return null
  if (run.isCanceled) return { kind: 'copy', reason: 'its run was canceled' }
  const days = policy.processedRetentionDays
  return now - run.endedAt < days * dayMs ? null : { kind: 'copy', reason: `its run ended more than ${days} days ago` }
}

/** Parts of an object that was begun: null while somebody may still complete it. */
export function judgeTransfer(
  key: string,
  startedAt: number | null,
  isReceiving: (uploadId: string) => boolean,
  known: Known,
  policy: Policy,
  now: number,
): Verdict | null {
  if (startedAt === null || now - startedAt < policy.graceMs) return null
  const place = placeOf(key)
  if (place.kind === 'upload' && isReceiving(place.uploadId)) return null
  if (place.kind === 'copy' && known.run(place.runId)?.isOver === false) return null
  return { kind: 'transfer', reason: 'nobody completes it any more' }
}
