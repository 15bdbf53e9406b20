import { type ComponentType, lazy } from 'react'
import { isOnLine } from '../api/line.ts'

const mostTries = 3
const longestPauseMs = 4000

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * Code that does not come is tried until it does while the line is down, and a few times else.
 * @throws what the browser says of it: an update has taken away the code of the page as it is open here
 */
export async function patiently<T>(fetch: () => Promise<T>): Promise<T> {
  for (let pauseMs = 250, tries = 1; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs))
    try {
      return await fetch()
    } catch (error) {
      if (await isOnLine()) tries += 1
      if (tries > mostTries) throw error
      await sleep(pauseMs)
    }
}

/** A component whose code is fetched when it is first drawn. */
export const lazily = <P>(fetch: () => Promise<ComponentType<P>>) =>
  lazy(async () => ({ default: await patiently(fetch) }))
