import { setTimeout as sleep } from 'node:timers/promises'

/** Asks again and again until the answer is neither false, null nor undefined; a rejection counts as not yet. */
export async function until<T>(
  what: string,
  ask: () => Promise<T>,
  { withinMs = 60_000, everyMs = 100 } = {},
): Promise<Exclude<T, false | null | undefined>> {
  const deadline = Date.now() + withinMs
  let last: unknown
  for (;;) {
    try {
      last = await ask()
      if (last !== false && last !== null && last !== undefined) return last as Exclude<T, false | null | undefined>
    } catch (error) {
      last = error
    }
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what}`, { cause: last })
    await sleep(everyMs)
  }
}
