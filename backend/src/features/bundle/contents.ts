import { arch, cpus, platform, release, totalmem } from 'node:os'
import type { Diagnostics, StateChange } from '@nemeton/contract'
import type { Ports } from '../../ports/ports.ts'
import type { Content } from './content.ts'
import { inTime } from './in-time.ts'

export interface Sources extends Pick<Ports, 'druid' | 'database' | 'telemetry'> {
  readonly version: string
  /** Every setting by its name, null for one that is not set. */
  readonly settings: Readonly<Record<string, unknown>>
  /** Lines of the log that tell of trouble, oldest first. */
  readonly recentErrors: () => readonly string[]
  /** Null before the first run. */
  readonly diagnostics: () => Diagnostics | null
  readonly topology: () => unknown
  /** Null where nobody keeps them. */
  readonly changes: () => Promise<readonly StateChange[] | null>
}

const timeoutMs = 5000
const mostFailed = 20

/** What the bundle holds besides the failed runs. */
export function generalContents(sources: Sources): readonly Content[] {
  const { druid, database, telemetry } = sources
  return [
    { path: 'settings.json', about: 'every setting by its name', make: async () => sources.settings },
    {
      path: 'versions.json',
      about: 'versions of Nemeton, Node.js, Druid with its extensions, PostgreSQL with the migrations that were run',
      make: async () => {
        const [druidStatus, postgresql, migrations] = await Promise.all([
          told(druid.status(AbortSignal.timeout(timeoutMs))),
          told(inTime(database.ping(timeoutMs))),
          told(inTime(database.tallies.migrations())),
        ])
        const machine = {
          system: platform(),
          release: release(),
          arch: arch(),
          cores: cpus().length,
          memory: totalmem(),
        }
        return {
          nemeton: sources.version,
          node: process.versions.node,
          uptimeSeconds: Math.round(process.uptime()),
          machine,
          druid: druidStatus,
          postgresql,
          migrations,
        }
      },
    },
    {
      path: 'checks.json',
      about: 'what every check said last, with its evidence',
      make: async () => sources.diagnostics() ?? 'The checks have not run yet.',
    },
    { path: 'topology.json', about: 'every part as it was seen last', make: async () => sources.topology() },
    {
      path: 'changes.json',
      about: 'the latest changes of state, newest first',
      make: async () => (await sources.changes()) ?? 'Changes of state are not kept.',
    },
    {
      path: 'errors.ndjson',
      about: 'the latest warnings and errors of the log of this instance since its start, oldest first',
      make: async () => sources.recentErrors(),
    },
    {
      path: 'metrics.txt',
      about: 'the numbers of this instance, as /metrics gives them',
      make: async () => (await telemetry.metrics.write('prometheus')).text,
    },
  ]
}

/** The failed runs that are newest: each with its plan, spec and report, and with the end of its task's log. */
export async function failedRuns({ database }: Pick<Sources, 'database'>): Promise<readonly Content[]> {
  const { items } = await inTime(database.ingestions.list({ status: 'failed' }, mostFailed, undefined))
  return items.flatMap(({ id }) => [
    {
      path: `ingestions/${id}.json`,
      about: 'a failed run: its error, plan, spec, report and the last status of its task',
      make: async () => {
        const run = await inTime(database.ingestions.find(id))
        return run && { ...run, logTail: undefined }
      },
    },
    {
      path: `ingestions/${id}.log`,
      about: 'the end of its task’s log',
      make: async () => (await inTime(database.ingestions.find(id)))?.logTail ?? 'Druid kept no log of it.',
    },
  ])
}

/** The answer, or in its place why there is none. */
const told = (answer: Promise<unknown>): Promise<unknown> =>
  answer.catch((error: unknown) => ({ unavailable: error instanceof Error ? error.message : String(error) }))
