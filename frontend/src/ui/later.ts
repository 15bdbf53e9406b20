import { patiently } from './lazily.ts'
import { sleep } from './sleep.ts'

const mostMs = 3000
const signs = ['pointermove', 'pointerdown', 'keydown'] as const
const pauseMs = 2000

let release = () => {}
const released = new Promise<void>((resolve) => {
  release = resolve
})

/** From now on what waits in `later` comes: the page has its answers. */
export const answersAreThere = (): void => release()

/** To be called once: whoever moves or presses a key is not kept waiting, and after a while nobody is. */
export function awaitSigns(): void {
  for (const sign of signs) window.addEventListener(sign, release, { once: true, passive: true, capture: true })
  setTimeout(release, mostMs)
}

/**
 * Fetches code that a page can be read without once it has its answers, which otherwise wait behind it for the connections
 * and the processor. Without it the page stands, so it is tried until it is there.
 */
export function later<T>(fetch: () => Promise<T>): () => Promise<T> {
  return async () => {
    await released
    return patiently(fetch, Number.POSITIVE_INFINITY)
  }
}

/** To be called once: a style sheet that did not come, as while the line was down, is asked for again. */
export function askForStylesAgain(): void {
  const again = async ({ target }: Event) => {
    if (!(target instanceof HTMLLinkElement) || target.rel !== 'stylesheet') return
    await sleep(pauseMs)
    if (target.isConnected) target.replaceWith(target.cloneNode())
  }
  window.addEventListener('error', (event) => void again(event), { capture: true })
}
