import { type Kysely, sql } from 'kysely'
import type { Schema } from '../schema.ts'
import { later } from './ingestion-queue.ts'

export interface Delivery {
  /** The same at each attempt and for every target. */
  readonly id: string
  readonly target: string
  readonly body: string
  /** Attempts before this one. */
  readonly attempts: number
}

const keptDays = 7

/** Messages to webhooks: written down once, given by whichever instance takes them. */
export function createHealthDeliveries(db: Kysely<Schema>) {
  return {
    /** One that was written down before, by whomever, is left as it is. */
    addDeliveries: async (deliveries: readonly Omit<Delivery, 'attempts'>[]): Promise<void> => {
      if (deliveries.length === 0) return
      await db
        .insertInto('health_deliveries')
        .values([...deliveries])
        .onConflict((on) => on.doNothing())
        .execute()
    },
    /** Takes those that are due to these targets; nobody else does for so long. */
    takeDeliveries: async (targets: readonly string[], leaseMs: number, most: number): Promise<readonly Delivery[]> => {
      if (targets.length === 0) return []
      const taken = await db
        .updateTable('health_deliveries as taken')
        .set({ due_at: later(leaseMs) as unknown as string, attempts: sql`taken.attempts + 1` })
        .from(
          db
            .selectFrom('health_deliveries')
            .select(['id', 'target'])
            .where('target', 'in', targets)
            .where('due_at', '<=', sql<Date>`now()`)
            .orderBy('due_at')
            .limit(most)
            .forUpdate()
            .skipLocked()
            .as('due'),
        )
        .whereRef('taken.id', '=', 'due.id')
        .whereRef('taken.target', '=', 'due.target')
        .returning(['taken.id', 'taken.target', 'taken.body', 'taken.attempts'])
        .execute()
      return taken.map(({ attempts, ...delivery }) => ({ ...delivery, attempts: attempts - 1 }))
    },
    /** Delivered, or given up; null: tried again after so many ms. */
    settleDelivery: async (
      { id, target }: Pick<Delivery, 'id' | 'target'>,
      outcome: 'delivered' | 'given_up' | number,
    ): Promise<void> => {
      await db
        .updateTable('health_deliveries')
        .set({
          due_at: typeof outcome === 'number' ? (later(outcome) as unknown as string) : null,
          delivered_at: outcome === 'delivered' ? sql`now()` : null,
        })
        .where('id', '=', id)
        .where('target', '=', target)
        .execute()
    },
    forgetDeliveries: async (): Promise<void> => {
      await db
        .deleteFrom('health_deliveries')
        .where('created_at', '<', sql<Date>`now() - make_interval(days => ${keptDays})`)
        .execute()
    },
  }
}
