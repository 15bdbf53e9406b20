import { statfs } from 'node:fs/promises'
import type { QueryLatencies } from '@nemeton/contract'
import type { Ports } from '../../../ports/ports.ts'
import { clockSkew } from './clock.ts'
import type { CanaryFacts, CertificateFacts, InstanceFacts } from './facts.ts'
import { hourMs } from './memory.ts'
import type { createProcessFacts } from './process.ts'
import { notAsked, type Read, reading } from './read.ts'

/** How long questions took and how many were answered from memory, where they are counted. */
export interface Statistics {
  latencies(): readonly QueryLatencies[]
  cache(): { readonly hits: number; readonly misses: number } | null
}

export interface Identity {
  /** `host:port`. */
  readonly id: string
  readonly version: string
  readonly startedAt: number
}

export interface InstanceNeeds extends Pick<Ports, 'database' | 'objectStore' | 'peer'> {
  readonly identity: Identity
  readonly process: ReturnType<typeof createProcessFacts>
  readonly statistics: Statistics | null
  readonly folder: string
  /** Origins that this instance calls. */
  readonly origins: readonly string[]
  readonly timeoutMs: number
}

/** Writing an object costs money at some stores: while all is well it is done once in so long. */
const canaryEveryMs = 60_000

/** What this instance alone can tell. `isUrgent`: something changed, nothing is taken from an earlier look. */
export function createInstanceFacts(needs: InstanceNeeds): (isUrgent: boolean) => Promise<InstanceFacts> {
  const { database, objectStore, identity, statistics, folder, timeoutMs } = needs
  let store: Read<CanaryFacts> = notAsked
  let certificates: Read<readonly CertificateFacts[]> = notAsked
  const trial = async (signal: AbortSignal): Promise<CanaryFacts> => {
    const { clock, ...took } = await objectStore.trial(`health/${identity.id.replace(/[^\w.-]+/g, '-')}`, signal)
    return { ...took, skewMs: clockSkew(clock) }
  }
  return async (isUrgent) => {
    const now = Date.now()
    const isCanaryDue = isUrgent || store.kind === 'unknown' || now - store.at >= canaryEveryMs
    const areCertificatesDue = certificates.kind === 'unknown' || now - certificates.at >= hourMs
    const [own, disk, read, canary, credentials, shown] = await Promise.all([
      needs.process.look(),
      reading('The disk', timeoutMs, () => freeSpace(folder)),
      reading('PostgreSQL', timeoutMs, () => database.facts()),
      isCanaryDue ? reading('The object store', timeoutMs, trial) : store,
      reading('The keys of the object store', timeoutMs, async () => {
        const at = await objectStore.credentialsExpireAt()
        return at === null ? null : at.getTime()
      }),
      areCertificatesDue
        ? reading('A certificate', timeoutMs, (signal) => readCertificates(needs, signal))
        : certificates,
    ])
    store = canary
    certificates = shown
    return {
      ...identity,
      seenAt: Date.now(),
      process: own,
      pool: database.pool(),
      disk,
      database: read,
      store,
      credentialsExpireAt: credentials,
      certificates,
      statistics: statistics && { latencies: statistics.latencies(), cache: statistics.cache() },
    }
  }
}

async function freeSpace(folder: string) {
  const { bavail, blocks, bsize } = await statfs(folder)
  return { folder, freeBytes: bavail * bsize, totalBytes: blocks * bsize }
}

const readCertificates = (
  { origins, peer }: InstanceNeeds,
  signal: AbortSignal,
): Promise<readonly CertificateFacts[]> =>
  Promise.all(
    [...new Set(origins)].map(async (origin): Promise<CertificateFacts> => {
      const isEncrypted = new URL(origin).protocol === 'https:'
      const at = isEncrypted ? await peer.certificateExpiresAt(origin, signal) : null
      return { origin, isEncrypted, expiresAt: at?.getTime() ?? null }
    }),
  )
