import { type IngestionPlan, ProductError, type Profile, type ProfileWarning } from '@nemeton/contract'
import { clockWarnings } from '../../olap/ingestion/clock-warnings.ts'
import { planZone } from '../../olap/ingestion/plan-zone.ts'
import type { LocalHours, Ports, StoredUpload } from '../../ports/ports.ts'
import { fetchSpooled } from '../../queries/spooled-upload.ts'

/** Counts once what a plan's zone does to the times of a file, however often the plan is looked at. */
export interface HourCounts {
  warnings(upload: StoredUpload, profile: Profile, plan: IngestionPlan, signal: AbortSignal): Promise<ProfileWarning[]>
}

const mostKept = 200
const patienceMs = 15_000

export function createHourCounts(ports: Pick<Ports, 'objectStore' | 'spool' | 'tabular'>): HourCounts {
  const kept = new Map<string, LocalHours>()
  return {
    warnings: async (upload, profile, plan, signal) => {
      const { time } = plan
      if (time?.kind !== 'column' || planZone(time.timezone).name === 'Etc/UTC') return []
      const key = JSON.stringify([
        upload.id,
        profile.sheet,
        upload.dialectChoice,
        time.column,
        time.format,
        time.clock,
        time.timezone,
      ])
      try {
        const hours = kept.get(key) ?? (await count(ports, { upload, profile, plan }, signal))
        kept.delete(key)
        kept.set(key, hours)
        for (const oldest of kept.keys()) if (kept.size > mostKept) kept.delete(oldest)
        return clockWarnings(plan, hours)
      } catch (error) {
        if (signal.aborted || !(error instanceof ProductError) || !isOwn(error)) throw error
        return [
          {
            code: 'hours_not_counted',
            column: time.column,
            message: `How many times of "${time.column}" the clocks of ${time.timezone} skip or show twice was not counted in time; the former are moved forward, the latter read as the earlier one. Look at the plan again later to see them counted.`,
          },
        ]
      }
    },
  }
}

/** Patience is over, or the reading ended; that a store is away says nothing about the plan. */
const isOwn = ({ code }: ProductError): boolean => code === 'canceled' || code === 'tabular_failed'

async function count(
  ports: Pick<Ports, 'objectStore' | 'spool' | 'tabular'>,
  { upload, profile, plan }: { upload: StoredUpload; profile: Profile; plan: IngestionPlan },
  signal: AbortSignal,
): Promise<LocalHours> {
  const patient = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)])
  const file = await fetchSpooled(ports, upload, signal)
  return ports.tabular.localHours(file, profile, plan, patient)
}
