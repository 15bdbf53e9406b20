import { type ComponentType, lazy } from 'react'
import { sleep } from './sleep.ts'

const firstPauseMs = 500
const longestPauseMs = 8000
/** Seven seconds and a half. */
const mostTries = 5

/**
 * Tries again to fetch code that did not come, as while the line is down. A browser that keeps a failure of a module for
 * good (Firefox before 155) gives the first answer each time.
 * @throws what the browser says of it after the last try: the line is down for longer, or an update has taken the code away
 */
export async function patiently<T>(fetch: () => Promise<T>, tries = mostTries): Promise<T> {
  for (let tried = 1, pauseMs = firstPauseMs; ; tried += 1, pauseMs = Math.min(2 * pauseMs, longestPauseMs))
    try {
      return await fetch()
    } catch (error) {
      if (tried >= tries) throw error
      await sleep(pauseMs)
    }
}

/** A component whose code is fetched when it is first drawn. */
export const lazily = <P>(fetch: () => Promise<ComponentType<P>>) =>
  lazy(async () => ({ default: await patiently(fetch) }))
