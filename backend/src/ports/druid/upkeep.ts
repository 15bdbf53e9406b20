import { readJson } from './json.ts'
import type { createTransport } from './transport.ts'

type Json = Readonly<Record<string, unknown>>

/** What keeps a datasource in order: which of its segments are used, for how long, and how they are merged. */
export interface Upkeep {
  /** False when there is no segment left that could be used again. */
  hasUnusedSegments(datasource: string, signal?: AbortSignal): Promise<boolean>
  /** Retention rules as Druid writes them; those of the cluster for null. */
  retentionRules(datasource: string | null, signal?: AbortSignal): Promise<readonly Json[]>
  setRetentionRules(datasource: string, rules: readonly Json[]): Promise<void>
  /** Null while compaction is off. */
  compactionConfig(datasource: string, signal?: AbortSignal): Promise<Json | null>
  /** Null switches it off. */
  setCompactionConfig(datasource: string, config: Json | null): Promise<void>
  /** What the last round of compaction found; null before the first. */
  compactionStatus(datasource: string, signal?: AbortSignal): Promise<Json | null>
}

const everyDatasource = '_default'
const metadataTimeoutMs = 60_000

export function createUpkeep({ call }: Pick<ReturnType<typeof createTransport>, 'call'>): Upkeep {
  const named = encodeURIComponent
  const get = async <T>(path: string, signal?: AbortSignal): Promise<T> =>
    readJson<T>((await call(path, { signal, timeoutMs: metadataTimeoutMs })).text)
  const find = async <T>(path: string, signal?: AbortSignal): Promise<T | null> => {
    const { status, text } = await call(path, { signal, accept: [404] })
    return status === 404 ? null : readJson<T>(text)
  }
  const configPath = '/druid/coordinator/v1/config/compaction'

  return {
    hasUnusedSegments: async (datasource, signal) =>
      (
        await get<unknown[]>(
          `/druid/coordinator/v1/metadata/datasources/${named(datasource)}/unusedSegments?limit=1`,
          signal,
        )
      ).length > 0,
    retentionRules: (datasource, signal) =>
      get(`/druid/coordinator/v1/rules/${named(datasource ?? everyDatasource)}`, signal),
    setRetentionRules: async (datasource, rules) => {
      await call(`/druid/coordinator/v1/rules/${named(datasource)}`, { method: 'POST', body: rules, retry: true })
    },
    compactionConfig: (datasource, signal) => find(`${configPath}/${named(datasource)}`, signal),
    setCompactionConfig: async (datasource, config) => {
      if (config === null)
        await call(`${configPath}/${named(datasource)}`, { method: 'DELETE', retry: true, accept: [404] })
      else await call(configPath, { method: 'POST', body: { ...config, dataSource: datasource }, retry: true })
    },
    compactionStatus: async (datasource, signal) => {
      const path = `/druid/coordinator/v1/compaction/status?dataSource=${named(datasource)}`
      const found = await find<{ latestStatus: Json[] }>(path, signal)
      return found?.latestStatus[0] ?? null
    },
  }
}
