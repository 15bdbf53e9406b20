const mostMs = 3000
const signs = ['pointermove', 'pointerdown'] as const

let release = () => {}
const released = new Promise<void>((resolve) => {
  release = resolve
})

/** From now on what waits in `later` comes: the page has its answers. */
export const answersAreThere = (): void => release()

/**
 * Fetches code that a page can be read without once it has its answers, which otherwise wait behind it for the connections
 * and the processor; at once when somebody points at something, and after a while in any case.
 */
export function later<T>(fetch: () => Promise<T>): () => Promise<T> {
  return async () => {
    await released
    return fetch()
  }
}

if (typeof window !== 'undefined') {
  for (const sign of signs) window.addEventListener(sign, release, { once: true, passive: true, capture: true })
  setTimeout(release, mostMs)
}
