import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Watches one ingestion so many times over, each on a connection of its own, and prints two lines: one when every watcher
 * has its first event, one with what came in the seconds after that.
 *
 * node watchers-client.ts <url of the events> <watchers> <seconds>
 */
export interface Opened {
  readonly at: number
}
export interface Watched {
  readonly at: number
  /** Of each event that came after all were open: its row's time of change, and when each watcher had it; epoch ms. */
  readonly events: readonly { readonly id: string; readonly changedAt: number; readonly arrivals: readonly number[] }[]
}

const [url = '', count = '1', seconds = '5'] = process.argv.slice(2)
const watchers = Number(count)
const atOnce = 50
const now = () => performance.timeOrigin + performance.now()

const events = new Map<string, { changedAt: number; arrivals: number[] }>()
let openedAt = Number.POSITIVE_INFINITY

/** Resolves with its first event. */
function watch(calls: ClientRequest[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = request(url, { agent: false, headers: { accept: 'text/event-stream' } })
    calls.push(call)
    call.once('error', reject)
    call.once('response', (response: IncomingMessage) => {
      if (response.statusCode !== 200) reject(new Error(`${response.statusCode} from ${url}`))
      let rest = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        const blocks = (rest + chunk).split('\n\n')
        rest = blocks.pop() ?? ''
        for (const block of blocks) {
          const id = /^id: (\d+)$/m.exec(block)?.[1]
          if (id === undefined) continue
          resolve()
          note(id, block)
        }
      })
    })
    call.end()
  })
}

function note(id: string, block: string): void {
  const at = now()
  if (at < openedAt) return
  // One of all the watchers' texts is read: to parse each would take the time that is measured.
  const known = events.get(id)
  if (known) known.arrivals.push(at)
  else events.set(id, { changedAt: Date.parse(/"updatedAt":"([^"]+)"/.exec(block)?.[1] ?? ''), arrivals: [at] })
}

const calls: ClientRequest[] = []
for (let open = 0; open < watchers; open += atOnce)
  await Promise.all(Array.from({ length: Math.min(atOnce, watchers - open) }, () => watch(calls)))
openedAt = now()
console.log(JSON.stringify({ at: openedAt } satisfies Opened))
await sleep(Number(seconds) * 1000)
const watched: Watched = { at: now(), events: [...events].map(([id, event]) => ({ id, ...event })) }
if (!process.stdout.write(`${JSON.stringify(watched)}\n`)) await once(process.stdout, 'drain')
for (const call of calls) call.on('error', () => {}).destroy()
