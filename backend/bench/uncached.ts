import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from './free-port.ts'
import type { Ground } from './ground.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const readyWithinMs = 60_000

/** Another process of the service that keeps no answers, for as long as it is used. */
export async function withUncached<T>(ground: Ground, use: (service: string) => Promise<T>): Promise<T> {
  const port = await freePort()
  const spool = await mkdtemp(join(tmpdir(), 'nemeton-uncached-'))
  const env = {
    ...ground.env,
    PATH: process.env.PATH,
    PORT: String(port),
    SPOOL_DIR: spool,
    CACHE_BYTES: '0',
    RATE_LIMIT_PER_MINUTE: '100000000',
  }
  const child = spawn(process.execPath, ['--max-semi-space-size=4', main], { env, stdio: 'ignore' })
  const ended = once(child, 'exit')
  const service = `http://127.0.0.1:${port}`
  try {
    const until = Date.now() + readyWithinMs
    while (!(await isReady(service))) {
      if (child.exitCode !== null || Date.now() > until) throw new Error('the service without a cache did not start')
      await sleep(100)
    }
    return await use(service)
  } finally {
    child.kill('SIGTERM')
    await ended
    await rm(spool, { recursive: true, force: true })
  }
}

const isReady = (service: string): Promise<boolean> =>
  fetch(`${service}/api/v1/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  )
