import type { CheckPeriod, CheckResult, getCheckHistory } from '@nemeton/contract'
import type { z } from 'zod'
import type { Period, Ports, Stretch } from '../../ports/ports.ts'
import { reading } from './collect/read.ts'
import { extend } from './stretches.ts'

/** What each check said before: written when it changes and once a minute, and made coarser as it grows old. */
export interface History {
  keep(results: readonly CheckResult[], now: number): void
  /** Stretches that go on, for the instance that looks next. */
  open(): readonly Stretch[]
  resume(open: readonly Stretch[]): void
  /** Writes down what waits. Never rejects. */
  flush(now: number): Promise<void>
  read(query: z.infer<typeof getCheckHistory.query>): Promise<z.infer<typeof getCheckHistory.result>>
}

const writeEveryMs = 60_000
const coarsenEveryMs = 3_600_000
const mostWaiting = 500
const mostPeriods = 2000
const timeoutMs = 3000
const monthMs = 30 * 86_400_000

export function createHistory({ database }: Pick<Ports, 'database'>): History {
  let open: readonly Stretch[] = []
  let closed: readonly Stretch[] = []
  let writtenAt = 0
  let coarsenedAt = 0
  return {
    keep: (results, now) => {
      const next = extend(open, results, now)
      if (next.closed.length > 0) writtenAt = 0
      open = next.open
      closed = [...closed, ...next.closed].slice(-mostWaiting)
    },
    open: () => open,
    resume: (stretches) => {
      open = stretches
    },
    flush: async (now) => {
      if (now - writtenAt < writeEveryMs) return
      const batch = closed
      const written = await reading('PostgreSQL', timeoutMs, () => database.health.keepStretches([...batch, ...open]))
      if (written.kind === 'unknown') return
      closed = closed.filter((stretch) => !batch.includes(stretch))
      writtenAt = now
      if (now - coarsenedAt < coarsenEveryMs) return
      coarsenedAt = now
      await reading('PostgreSQL', timeoutMs, async () => {
        await database.health.coarsenPeriods()
        await database.health.forgetChanges()
        await database.health.forgetDeliveries()
        await database.health.forgetInstances()
      })
    },
    read: async ({ check, from, to }) => {
      const end = to === undefined ? new Date() : new Date(to)
      const begin = from === undefined ? new Date(end.getTime() - monthMs) : new Date(from)
      const found = await database.health.periods(check, begin, end, mostPeriods)
      return { check, periods: join(found) }
    },
  }
}

/** Periods that touch and say the same are one. */
export function join(periods: readonly Period[]): CheckPeriod[] {
  const joined: Period[] = []
  for (const period of periods) {
    const last = joined.at(-1)
    if (last === undefined || last.severity !== period.severity || period.from.getTime() > last.to.getTime())
      joined.push(period)
    else joined[joined.length - 1] = { ...last, to: new Date(Math.max(period.to.getTime(), last.to.getTime())) }
  }
  return joined.map(({ from, to, severity, sentence }) => ({
    from: from.toISOString(),
    to: to.toISOString(),
    severity,
    sentence,
  }))
}
