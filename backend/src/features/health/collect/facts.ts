import type { QueryLatencies } from '@nemeton/contract'
import type { DatabaseFacts, PoolFacts, Rule, StandingRun, Worker } from '../../../ports/ports.ts'
import type { Memory } from './memory.ts'
import type { Read } from './read.ts'

/** Instants are milliseconds since 1970 throughout. */
export interface ServerFacts {
  /** Role and `host:port`. */
  readonly id: string
  readonly server: string
  readonly role: string
  readonly tier: string | null
  /** Null for a role that has none. */
  readonly leader: boolean | null
  readonly startedAt: number | null
  readonly usedBytes: number | null
  readonly mostBytes: number | null
  readonly version: string | null
  /** As it answered last when it was asked itself. */
  readonly latencyMs: number | null
}

/** Published segments of one datasource that no newer ones hide. */
export interface SegmentFacts {
  readonly datasource: string
  readonly chunks: number
  readonly segments: number
  readonly bytes: number
  readonly rows: number
  /** That a rule wants loaded and that no server has. */
  readonly unavailable: number
  /** Bytes of the smallest of them. */
  readonly smallestUnavailable: number | null
  /** That have at least one replica and fewer than their rule asks. */
  readonly underReplicated: number
  /** The most replicas that a rule asks of any. */
  readonly askedReplicas: number
  /** That no rule loads. */
  readonly unloaded: number
  /** How many fewer there would be were each time chunk cut into segments of 500 MB. */
  readonly excess: number
}

export type TaskState = 'waiting' | 'pending' | 'running' | 'succeeded' | 'failed'

export interface TaskFacts {
  readonly id: string
  readonly groupId: string
  readonly type: string
  readonly datasource: string
  readonly state: TaskState
  readonly createdAt: number
  readonly endedAt: number | null
  readonly error: string | null
}

export interface SupervisorFacts {
  readonly id: string
  readonly state: string
  readonly isHealthy: boolean
  readonly isSuspended: boolean
  readonly source: string | null
}

export interface OrphanFacts {
  readonly objects: number
  readonly bytes: number
  readonly orphans: number
  readonly orphanBytes: number
  readonly datasources: readonly string[]
  /** False when the list was cut short: it is an estimate of what was looked at. */
  readonly isWhole: boolean
  readonly at: number
}

export interface CertificateFacts {
  readonly origin: string
  readonly isEncrypted: boolean
  /** Null where there is none, or none was shown. */
  readonly expiresAt: number | null
}

export interface CanaryFacts {
  readonly writeMs: number
  readonly readMs: number
  readonly listMs: number
  readonly removeMs: number
  readonly skewMs: number | null
}

export interface ProcessFacts {
  readonly eventLoop: { readonly p50Ms: number; readonly p99Ms: number; readonly worstMs: number }
  readonly residentBytes: number
  readonly heapBytes: number
  readonly heapMostBytes: number
  readonly handles: number
  /** Null where the system does not tell. */
  readonly files: { readonly open: number; readonly most: number } | null
  readonly cpuShare: number
}

/** What one instance of the service knows of itself and of what it leans on: each has its own address and keys for these. */
export interface InstanceFacts {
  readonly id: string
  readonly version: string
  readonly startedAt: number
  readonly seenAt: number
  readonly process: ProcessFacts
  readonly pool: PoolFacts
  readonly disk: Read<{ readonly folder: string; readonly freeBytes: number; readonly totalBytes: number }>
  readonly database: Read<DatabaseFacts>
  readonly store: Read<CanaryFacts>
  readonly credentialsExpireAt: Read<number | null>
  readonly certificates: Read<readonly CertificateFacts[]>
  /** Null until questions are counted. */
  readonly statistics: {
    readonly latencies: readonly QueryLatencies[]
    readonly cache: { readonly hits: number; readonly misses: number } | null
  } | null
}

export interface ClusterFacts {
  readonly servers: Read<readonly ServerFacts[]>
  readonly status: Read<{
    readonly version: string
    readonly extensions: readonly string[]
    readonly skewMs: number | null
  }>
  readonly segments: Read<readonly SegmentFacts[]>
  readonly tasks: Read<readonly TaskFacts[]>
  readonly supervisors: Read<readonly SupervisorFacts[]>
  readonly rules: Read<Readonly<Record<string, readonly Rule[]>>>
  readonly workers: Read<readonly Worker[]>
  readonly runs: Read<readonly StandingRun[]>
  /** Datasources that people dropped lately. */
  readonly dropped: Read<readonly string[]>
  readonly orphans: Read<OrphanFacts>
}

/** All that a judgement rests on: plain data of one look, and what is remembered of those before it. */
export interface Facts extends ClusterFacts {
  readonly at: number
  readonly periodMs: number
  /** Every instance that was seen lately; alone while PostgreSQL is away. */
  readonly instances: readonly InstanceFacts[]
  readonly memory: Memory
}
