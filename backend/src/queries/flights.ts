/** Work that several wait for and that is done once. */
export interface Flights<T> {
  /** Joins the work under this key, or begins it; whoever leaves lets it go on for the others, the last one ends it. */
  join(key: string, work: Work<T>, signal: AbortSignal): Promise<Landed<T>>
}

interface Work<T> {
  readonly begin: (signal: AbortSignal) => Promise<T>
  /** What remains to be done when it is there: until then it can still be joined. */
  readonly keep: (value: T) => Promise<void>
}

interface Landed<T> {
  readonly value: T
  /** False for those it was there for already when they came. */
  readonly waited: boolean
}

interface Flight<T> {
  readonly landing: Promise<T>
  readonly stopping: AbortController
  waiting: number
  isThere: boolean
}

export function createFlights<T>(): Flights<T> {
  const flights = new Map<string, Flight<T>>()
  const begin = (key: string, { begin, keep }: Work<T>): Flight<T> => {
    const stopping = new AbortController()
    const flight: Flight<T> = { landing: begin(stopping.signal), stopping, waiting: 0, isThere: false }
    flights.set(key, flight)
    const end = () => {
      if (flights.get(key) === flight) flights.delete(key)
    }
    void flight.landing
      .then((value) => {
        flight.isThere = true
        return keep(value)
      })
      .then(end, end)
    return flight
  }
  return {
    join: async (key, work, signal) => {
      signal.throwIfAborted()
      const flight = flights.get(key) ?? begin(key, work)
      const waited = !flight.isThere
      flight.waiting += 1
      return new Promise((resolve, reject) => {
        const leave = () => {
          flight.waiting -= 1
          reject(signal.reason as Error)
          if (flight.waiting > 0 || flight.isThere) return
          if (flights.get(key) === flight) flights.delete(key)
          flight.stopping.abort(signal.reason)
        }
        signal.addEventListener('abort', leave, { once: true })
        void flight.landing
          .then((value) => resolve({ value, waited }), reject)
          .finally(() => signal.removeEventListener('abort', leave))
      })
    },
  }
}
