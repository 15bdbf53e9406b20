import type { SweepResult } from '@nemeton/contract'
import { type Needs, sweepOnce } from './sweep.ts'

const dayMs = 86_400_000
const lookEveryMs = 600_000

export const totalOf = ({ groups }: SweepResult) => ({
  count: groups.reduce((sum, { count }) => sum + count, 0),
  bytes: groups.reduce((sum, { bytes }) => sum + bytes, 0),
})

/** A sweep that removes; null when another is under way, or none is due. */
export function sweepAlone(needs: Needs, isDue: () => Promise<boolean>): Promise<SweepResult | null> {
  return needs.database.housekeeping
    .alone(isDue, async () => {
      const result = await sweepOnce(needs, { dryRun: false })
      return { ...totalOf(result), result }
    })
    .then((done) => done?.result ?? null)
}

/** Whether a day has passed since the last sweep of any instance. */
export async function isDue({ database }: Pick<Needs, 'database'>, now: number): Promise<boolean> {
  const last = await database.housekeeping.last()
  return last === null || now - last.startedAt.getTime() >= dayMs
}

/** Sweeps once a day, on whichever instance looks first; answers how to end that. */
export function sweepDaily(needs: Needs): () => void {
  const look = () =>
    sweepAlone(needs, () => isDue(needs, Date.now())).then(
      (result) => {
        if (result !== null) needs.log.info(totalOf(result), 'the daily sweep has ended')
      },
      (error: unknown) => needs.log.warn({ err: error }, 'the daily sweep will be tried again'),
    )
  const timer = setInterval(() => void look(), lookEveryMs)
  return () => clearInterval(timer)
}
