import type { Logger } from 'pino'
import type { Delivery, Ports } from '../../../ports/ports.ts'
import { reading } from '../collect/read.ts'
import type { Feed } from '../feed.ts'
import type { Message } from './message.ts'

/**
 * Brings messages to every webhook: written down in PostgreSQL, so that any instance gives them and none is lost with one;
 * while PostgreSQL is away, from here.
 */
export interface Courier {
  send(messages: readonly Message[], isShared: boolean): Promise<void>
  /** Gives what is due. Never rejects. */
  deliver(): Promise<void>
  close(): Promise<void>
}

interface Needs extends Pick<Ports, 'database' | 'webhooks'> {
  readonly feed: Feed
  readonly log: Logger
}

interface Held extends Delivery {
  readonly dueAt: number
}

const backoffMs = [1000, 5000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000] as const
/** Longer than one attempt may take. */
const leaseMs = 15_000
const mostAtOnce = 20
const mostHeld = 200
const timeoutMs = 1500

export function createCourier({ database, webhooks, feed, log }: Needs): Courier {
  const { targets } = webhooks
  let held: readonly Held[] = []
  let delivering: Promise<void> | null = null
  let timer: NodeJS.Timeout | undefined
  let dueAt = Number.POSITIVE_INFINITY
  let closed = false

  const hold = (deliveries: readonly Delivery[], at: number) => {
    held = [...held, ...deliveries.map((delivery) => ({ ...delivery, dueAt: at }))].slice(-mostHeld)
  }
  const wakeIn = (ms: number) => {
    const at = Date.now() + ms
    if (closed || at >= dueAt) return
    dueAt = at
    clearTimeout(timer)
    timer = setTimeout(() => {
      dueAt = Number.POSITIVE_INFINITY
      void courier.deliver()
    }, ms)
  }
  const giveUp = (delivery: Delivery, reason: string) => {
    log.warn(
      { id: delivery.id, target: delivery.target, attempts: delivery.attempts + 1, reason },
      'an alert was not delivered',
    )
    const sentence = `An alert could not be given to webhook ${delivery.target} after ${delivery.attempts + 1} attempts: ${reason}`
    feed.add([
      {
        at: new Date().toISOString(),
        kind: 'notice',
        subject: `webhook ${delivery.target}`,
        severity: 'warning',
        from: null,
        to: 'given up',
        sentence,
      },
    ])
  }
  /** Null: it is settled for good; else in how many ms it is due again. */
  const attempt = async (delivery: Delivery): Promise<'delivered' | 'given_up' | number> => {
    const posted = await webhooks.post(delivery.target, delivery.id, delivery.body)
    if (posted.kind === 'taken') return 'delivered'
    const again = posted.kind === 'refused' ? undefined : backoffMs[delivery.attempts]
    if (again !== undefined) return again
    giveUp(delivery, posted.reason)
    return 'given_up'
  }
  const deliverShared = async () => {
    const taken = await reading('PostgreSQL', timeoutMs, () =>
      database.health.takeDeliveries(targets, leaseMs, mostAtOnce),
    )
    if (taken.kind === 'unknown') return
    await Promise.all(
      taken.value.map(async (delivery) => {
        const outcome = await attempt(delivery)
        await reading('PostgreSQL', timeoutMs, () => database.health.settleDelivery(delivery, outcome))
        if (typeof outcome === 'number') wakeIn(outcome)
      }),
    )
  }
  const deliverHeld = async () => {
    const due = held.filter(({ dueAt: at }) => at <= Date.now())
    held = held.filter((delivery) => !due.includes(delivery))
    await Promise.all(
      due.map(async ({ dueAt: _, ...delivery }) => {
        const outcome = await attempt(delivery)
        if (typeof outcome !== 'number') return
        hold([{ ...delivery, attempts: delivery.attempts + 1 }], Date.now() + outcome)
        wakeIn(outcome)
      }),
    )
  }

  const courier: Courier = {
    send: async (messages, isShared) => {
      const deliveries = messages.flatMap((message) => targets.map((target) => ({ ...message, target })))
      if (deliveries.length === 0) return
      const written = isShared
        ? await reading('PostgreSQL', timeoutMs, () => database.health.addDeliveries(deliveries))
        : null
      if (written?.kind !== 'known')
        hold(
          deliveries.map((delivery) => ({ ...delivery, attempts: 0 })),
          0,
        )
      void courier.deliver()
    },
    deliver: () => {
      if (targets.length === 0 || closed) return Promise.resolve()
      delivering ??= Promise.all([deliverShared(), deliverHeld()])
        .then(() => {})
        .finally(() => {
          delivering = null
        })
      return delivering
    },
    close: async () => {
      closed = true
      clearTimeout(timer)
      await delivering
    },
  }
  return courier
}
