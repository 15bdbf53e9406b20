import { findZone, type Zone } from '../time.ts'
import { invalidPlan } from './invalid-plan.ts'

export function planZone(timezone: string): Zone {
  try {
    return findZone(timezone)
  } catch {
    throw invalidPlan('time.timezone', `"${timezone}" is not a time zone; use a name such as Africa/Nairobi`)
  }
}
