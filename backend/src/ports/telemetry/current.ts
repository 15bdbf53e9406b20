import { AsyncLocalStorage } from 'node:async_hooks'
import type { Telemetry, Work } from './telemetry.ts'

export interface Current extends Pick<Telemetry, 'within' | 'current'> {
  /** What a line of the log says of the request that it is about. */
  about(): object
}

/** Which request the code at hand works for. */
export function createCurrent(): Current {
  const storage = new AsyncLocalStorage<Work>()
  return {
    within: (work, run) => storage.run(work, run),
    current: () => storage.getStore() ?? null,
    about: () => {
      const traceId = storage.getStore()?.traceId
      // A new object each time: pino writes into it.
      return traceId ? { traceId } : {}
    },
  }
}
