import type { Ports } from '../../ports/ports.ts'
import type { InstanceFacts } from './collect/facts.ts'
import { hourMs } from './collect/memory.ts'
import { reading } from './collect/read.ts'
import { type Sight, shape } from './sight.ts'

/** Who looks: this instance for all, another one for this one too, or each for itself while PostgreSQL is away. */
export type Role = 'leading' | 'following' | 'alone'

/** What instances have in common: one of them looks, all see. Nothing here rejects or waits for long. */
export interface Share {
  claim(): Promise<Role>
  read(): Promise<Sight | null>
  write(sight: Sight): Promise<void>
  /** A sign of life. */
  beat(own: InstanceFacts): Promise<void>
  /** Every instance that was seen within the hour, this one as it says here. */
  instances(own: InstanceFacts): Promise<readonly InstanceFacts[]>
  /** Lets another one go on at once. */
  leave(): Promise<void>
}

const timeoutMs = 1500
/** Beyond a period: how long a look may take. */
const slackMs = 8000

export function createShare({ database }: Pick<Ports, 'database'>, id: string, periodMs: number): Share {
  const { health } = database
  const within = <T>(ask: () => Promise<T>) => reading('PostgreSQL', timeoutMs, ask)
  return {
    claim: async () => {
      const led = await within(() => health.lead(id, periodMs + slackMs))
      return led.kind === 'unknown' ? 'alone' : led.value ? 'leading' : 'following'
    },
    read: async () => {
      const read = await within(() => health.snapshot())
      const seen = read.kind === 'known' ? (read.value?.snapshot as Sight | undefined) : undefined
      return seen?.shape === shape ? seen : null
    },
    write: async (sight) => {
      await within(() => health.writeSnapshot(id, JSON.stringify(sight)))
    },
    beat: async (own) => {
      await within(() => health.beat(id, JSON.stringify({ shape, ...own })))
    },
    instances: async (own) => {
      const read = await within(() => health.instances(hourMs))
      if (read.kind === 'unknown') return [own]
      const others = read.value.filter(({ id: other }) => other !== id)
      // By PostgreSQL's clock: that of the other instance may go wrong.
      const legible = others.filter(({ facts }) => (facts as { shape?: number }).shape === shape)
      const seen = legible.map(({ facts, seenAt }) => ({ ...(facts as InstanceFacts), seenAt: seenAt.getTime() }))
      return [own, ...seen].toSorted((a, b) => (a.id < b.id ? -1 : 1))
    },
    leave: async () => {
      await within(() => health.leave(id))
    },
  }
}
