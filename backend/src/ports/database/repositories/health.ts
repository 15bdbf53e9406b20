import type { Kysely } from 'kysely'
import type { Schema } from '../schema.ts'
import { createHealthChanges } from './health-changes.ts'
import { createHealthCollection } from './health-collection.ts'
import { createHealthDeliveries } from './health-deliveries.ts'
import { createHealthPeriods } from './health-periods.ts'

/** What the watchers of all instances share. None of it is tried again: the next look comes soon. */
export function createHealth(db: Kysely<Schema>) {
  return {
    ...createHealthCollection(db),
    ...createHealthPeriods(db),
    ...createHealthChanges(db),
    ...createHealthDeliveries(db),
  }
}

export type Health = ReturnType<typeof createHealth>
