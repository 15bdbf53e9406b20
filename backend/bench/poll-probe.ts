import { subscribe } from 'node:diagnostics_channel'
import { appendFileSync } from 'node:fs'

/** Loaded into the service (`node --import`): notes when Druid has answered each question about a task. */
const file = process.env.BENCH_POLLS_FILE

if (file !== undefined && /\/main\.ts$/.test(process.argv[1] ?? ''))
  subscribe('undici:request:trailers', (message) => {
    const { path } = (message as { request: { path: string } }).request
    const [, what] = /^\/druid\/indexer\/v1\/task\/[^/]+\/(\w+)/.exec(path) ?? []
    if (what !== undefined) appendFileSync(file, `${Date.now()} ${what}\n`)
  })
