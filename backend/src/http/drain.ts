import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'

const mostMs = 30_000

/**
 * Reads the rest of a refused body and forgets it: an answer before its end would reset the connection under the
 * sender's writes, and never be seen. A sender that goes on for half a minute is answered all the same.
 */
export async function drain(body: IncomingMessage): Promise<void> {
  if (body.complete || body.destroyed) return
  const late = AbortSignal.timeout(mostMs)
  body.unpipe()
  body.resume()
  await Promise.race([once(body, 'end', { signal: late }), once(body, 'close', { signal: late })]).catch(() => {})
}
