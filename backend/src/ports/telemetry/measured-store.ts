import type { ObjectStore } from '../object-store/object-store.ts'
import { measured } from './measured.ts'
import type { Telemetry } from './telemetry.ts'

/** Every call to the object store counted, timed and traced, and the bytes that went there. */
export function measuredStore<S extends ObjectStore>(store: S, telemetry: Telemetry): S {
  const { stored } = telemetry.metrics
  // tried in the background until the store answers: how long that takes is no call's length
  const called = measured(store, { part: 'object_store', telemetry, except: ['close', 'ensureBucket', 'abandon'] })
  return {
    ...called,
    put: (key, body, options) => called.put(key, counted(body, stored), options),
    putPart: async (key, partsId, number, bytes) => {
      const part = await called.putPart(key, partsId, number, bytes)
      stored(bytes.byteLength)
      return part
    },
  }
}

async function* counted(body: AsyncIterable<Uint8Array>, count: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    count(chunk.byteLength)
    yield chunk
  }
}
