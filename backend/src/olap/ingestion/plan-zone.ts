import type { IngestionPlan, Profile } from '@nemeton/contract'
import { clockOf, type LocalClock } from '../tabular/local-clock.ts'
import { findZone, parseInstant, type Zone } from '../time.ts'
import { invalidPlan } from './invalid-plan.ts'

export function planZone(timezone: string): Zone {
  try {
    return findZone(timezone)
  } catch {
    throw invalidPlan('time.timezone', `"${timezone}" is not a time zone; use a name such as Africa/Nairobi`)
  }
}

/** How local times of a file are read under a plan; null where they are UTC. Error: `invalid_plan` for an unknown zone. */
export function planClock(plan: IngestionPlan, profile: Pick<Profile, 'columns'>): LocalClock | null {
  if (plan.time?.kind !== 'column') return null
  const zone = planZone(plan.time.timezone)
  if (zone.name === 'Etc/UTC') return null
  const ends = [plan.time.min, plan.time.max].map(parseInstant)
  for (const { name, type, include } of plan.columns) {
    if (!include || type !== 'timestamp') continue
    const found = profile.columns.find((column) => column.name === name)
    if (typeof found?.min === 'string' && typeof found.max === 'string' && found.type === 'timestamp')
      ends.push(parseInstant(found.min), parseInstant(found.max))
    else if (name !== plan.time.column) return clockOf(zone, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)
  }
  return clockOf(zone, Math.min(...ends), Math.max(...ends))
}
