import { createHash } from 'node:crypto'
import { Agent } from 'undici'
import { sign } from './signature.ts'
import type { Posted, Webhooks } from './webhook.ts'

interface Options {
  readonly addresses: readonly string[]
  /** Null: messages go unsigned. */
  readonly secret: string | null
}

const timeoutMs = 5000
/** It says itself that nobody is there any more; anything else may pass. */
const goneForGood = 410

export function createWebhooks({ addresses, secret }: Options): Webhooks {
  const agent = new Agent({ connect: { timeout: timeoutMs }, keepAliveTimeout: 5000 })
  const byTarget = new Map(
    addresses.map((address) => [createHash('sha256').update(address).digest('hex').slice(0, 16), new URL(address)]),
  )
  return {
    targets: [...byTarget.keys()],
    post: async (target, id, body): Promise<Posted> => {
      const url = byTarget.get(target)
      if (url === undefined) return { kind: 'refused', reason: 'It is not configured any more.' }
      const seconds = Math.floor(Date.now() / 1000)
      try {
        const { statusCode, body: answer } = await agent.request({
          origin: url.origin,
          path: url.pathname + url.search,
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'user-agent': 'nemeton',
            'webhook-id': id,
            'webhook-timestamp': String(seconds),
            ...(secret === null ? {} : { 'webhook-signature': sign(secret, id, seconds, body) }),
            ...authorization(url),
          },
          body,
          signal: AbortSignal.timeout(timeoutMs),
        })
        await answer.dump({ limit: 64 * 1024 })
        if (statusCode < 300) return { kind: 'taken' }
        return { kind: statusCode === goneForGood ? 'refused' : 'failed', reason: `It answered ${statusCode}.` }
      } catch {
        // The cause names the address, which may hold a secret.
        return { kind: 'failed', reason: 'It did not answer.' }
      }
    },
    close: () => agent.close(),
  }
}

const authorization = ({ username, password }: URL): Readonly<Record<string, string>> =>
  username === ''
    ? {}
    : {
        authorization: `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`,
      }
