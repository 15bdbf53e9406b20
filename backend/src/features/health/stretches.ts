import type { CheckResult } from '@nemeton/contract'
import type { Stretch } from '../../ports/ports.ts'

/** One that nobody went on with for so long has ended: nobody looked meanwhile. */
const quietMs = 180_000
/** A long one is written in pieces: none that goes on is old enough to be made coarser. */
const mostMs = 6 * 3_600_000

/** Goes on with the stretch of each check that says the same as before, and begins one where it does not. */
export function extend(
  open: readonly Stretch[],
  results: readonly CheckResult[],
  now: number,
): { readonly open: readonly Stretch[]; readonly closed: readonly Stretch[] } {
  const known = new Map(open.map((stretch) => [stretch.check, stretch]))
  const closed: Stretch[] = []
  const next = results.map(({ check, severity, sentence }): Stretch => {
    const old = known.get(check)
    if (old === undefined) return { check, severity, sentence, from: now, to: now }
    const isLost = now - old.to > quietMs
    if (old.severity === severity && !isLost && now - old.from < mostMs) return { ...old, sentence, to: now }
    closed.push(isLost ? old : { ...old, to: now })
    return { check, severity, sentence, from: now, to: now }
  })
  return { open: next, closed }
}
