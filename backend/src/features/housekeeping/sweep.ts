import type { HousekeepingPolicy, SweepResult, SweptKind } from '@nemeton/contract'
import type { Logger } from 'pino'
import type { Ports } from '../../ports/ports.ts'
import { createFindings, type Findings } from './findings.ts'
import { judgeObject, judgeTransfer, type KnownRun, placeOf } from './judge.ts'

export interface Needs extends Pick<Ports, 'database' | 'objectStore' | 'spool'> {
  readonly policy: HousekeepingPolicy
  readonly log: Logger
}

interface Sweep extends Needs {
  readonly isDry: boolean
  readonly findings: Findings
  readonly now: number
}

/**
 * Finds what nothing needs any more and, unless it is a dry run, removes it, one log line each. The store is listed
 * before the tables are read, so that an object is never taken for one without a row because its row came later.
 */
export async function sweepOnce(needs: Needs, { dryRun }: { readonly dryRun: boolean }): Promise<SweepResult> {
  const begun = performance.now()
  const now = Date.now()
  const sweep: Sweep = { ...needs, isDry: dryRun, findings: createFindings(), now }
  const stored = new Set<string>()
  for (const prefix of ['uploads/', 'processed/']) {
    await sweepTransfers(sweep, prefix)
    await sweepObjects(sweep, prefix, stored)
  }
  await sweepLost(sweep, stored)
  await sweepExpired(sweep)
  await sweepSpool(sweep)
  return {
    dryRun,
    startedAt: new Date(now).toISOString(),
    elapsedMs: Math.round(performance.now() - begun),
    policy: needs.policy,
    groups: sweep.findings.groups(),
  }
}

async function sweepObjects(sweep: Sweep, prefix: string, stored: Set<string>): Promise<void> {
  const { objectStore, policy, now } = sweep
  for await (const page of objectStore.pages(prefix)) {
    const known = await readKnown(
      page.map(({ key }) => key),
      sweep,
    )
    for (const { key } of page) if (prefix === 'uploads/') stored.add(key)
    const gone = page.flatMap((object) => {
      const verdict = judgeObject(object.key, object.modifiedAt.getTime(), known, policy, now)
      return verdict === null ? [] : [{ ...object, ...verdict }]
    })
    if (!sweep.isDry && gone.length > 0) await objectStore.remove(gone.map(({ key }) => key))
    for (const { key, bytes, kind, reason } of gone) note(sweep, kind, key, bytes, reason)
  }
}

async function sweepTransfers(sweep: Sweep, prefix: string): Promise<void> {
  const { objectStore, policy, now } = sweep
  for await (const page of objectStore.transfers(prefix)) {
    const known = await readKnown(
      page.map(({ key }) => key),
      sweep,
    )
    for (const transfer of page) {
      const startedAt = transfer.startedAt?.getTime() ?? null
      const verdict = judgeTransfer(transfer.key, startedAt, known.isReceiving, known, policy, now)
      if (verdict === null) continue
      if (!sweep.isDry) await objectStore.abortTransfer(transfer)
      note(sweep, verdict.kind, transfer.key, 0, verdict.reason)
    }
  }
}

/** What the tables say of the uploads and runs that a page of keys names. */
async function readKnown(keys: readonly string[], { database }: Sweep) {
  const places = keys.map(placeOf)
  const [uploads, found] = await Promise.all([
    database.housekeeping.uploadStatuses(places.flatMap((place) => (place.kind === 'upload' ? place.uploadId : []))),
    database.housekeeping.runs(places.flatMap((place) => (place.kind === 'copy' ? place.runId : []))),
  ])
  const runs = new Map<string, KnownRun>(
    [...found].map(([id, { isOver, isCanceled, endedAt }]) => [id, { isOver, isCanceled, endedAt: endedAt.getTime() }]),
  )
  return {
    hasUpload: (id: string) => uploads.has(id),
    isReceiving: (id: string) => uploads.get(id) === 'receiving',
    run: (id: string) => runs.get(id),
  }
}

/** Uploads whose object is gone: nothing can be loaded from them any more. */
async function sweepLost(sweep: Sweep, stored: ReadonlySet<string>): Promise<void> {
  const { database, objectStore, policy } = sweep
  let after: string | null = null
  do {
    const page = await database.housekeeping.settled(objectStore.bucket, policy.graceMs, after)
    for (const { id, key, filename } of page) {
      if (stored.has(key)) continue
      if (!sweep.isDry && !(await database.housekeeping.removeUpload(id))) continue
      note(sweep, 'lost', filename, 0, `its object ${key} is not in the store`)
    }
    after = page.at(-1)?.id ?? null
  } while (after !== null)
}

async function sweepExpired(sweep: Sweep): Promise<void> {
  const { database, objectStore, policy } = sweep
  const days = policy.uploadRetentionDays
  if (days === null) return
  for (const { id, key, filename, bytes } of await database.housekeeping.expired(days)) {
    if (!sweep.isDry) {
      if (!(await database.housekeeping.removeUpload(id))) continue
      await objectStore.remove([key])
      await sweep.spool.remove(id)
    }
    note(sweep, 'expired', filename, bytes, `nothing has used it for ${days} days`)
  }
}

async function sweepSpool(sweep: Sweep): Promise<void> {
  const { database, spool, policy, now } = sweep
  const old = (await spool.list()).filter(({ modifiedAt }) => now - modifiedAt.getTime() >= policy.graceMs)
  const ours = old.filter(({ id }) => placeOf(`uploads/spool/${id}`).kind === 'upload')
  const uploads = await database.housekeeping.uploadStatuses(ours.map(({ id }) => id))
  for (const { id, bytes } of ours) {
    if (uploads.has(id)) continue
    if (!sweep.isDry) await spool.remove(id)
    note(sweep, 'spool', id, bytes, 'its upload is gone')
  }
}

function note({ findings, isDry, log }: Sweep, kind: SweptKind, name: string, bytes: number, reason: string): void {
  findings.add(kind, { name, bytes, reason })
  if (!isDry) log.info({ kind, name, bytes, reason }, 'swept')
}
