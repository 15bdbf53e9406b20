import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../../bench/free-port.ts'
import { exchange } from './exchange.ts'
import { stack } from './stack.ts'
import { until } from './until.ts'

export interface SecondService {
  readonly baseUrl: string
  readonly pid: number
  /** What it has written so far, both streams. */
  log(): string
  signal(name: NodeJS.Signals): void
  /** Exit code, or the signal's name. */
  readonly ended: Promise<number | string>
  /** Ends it by force if it still runs, and removes its spool. */
  remove(): Promise<void>
}

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))
const inherited = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR']

/** Another process of the service on another port, against the same parts; nothing of this process's environment. */
export async function startSecondService(
  env: Readonly<Record<string, string>>,
  { ready = true } = {},
): Promise<SecondService> {
  const port = await freePort()
  const spool = await mkdtemp(join(tmpdir(), 'nemeton-second-'))
  const { store } = stack
  const child = spawn(process.execPath, [main], {
    env: {
      ...Object.fromEntries(inherited.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
      HOST: '127.0.0.1',
      PORT: String(port),
      DATABASE_URL: stack.databaseUrl,
      DRUID_URL: stack.druidUrl,
      S3_ENDPOINT: store.endpoint,
      S3_REGION: store.region,
      S3_BUCKET: store.bucket,
      S3_ACCESS_KEY_ID: store.accessKeyId,
      S3_SECRET_ACCESS_KEY: store.secretAccessKey,
      SPOOL_DIR: spool,
      RATE_LIMIT_PER_MINUTE: '1000000',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const killed = () => void child.kill('SIGKILL')
  process.once('exit', killed)
  let log = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      log += text
    })
  const ended = new Promise<number | string>((resolve) =>
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'lost')),
  )
  const baseUrl = `http://127.0.0.1:${port}`
  const service: SecondService = {
    baseUrl,
    pid: child.pid ?? 0,
    log: () => log,
    signal: (name) => void child.kill(name),
    ended,
    remove: async () => {
      child.kill('SIGKILL')
      await ended
      process.off('exit', killed)
      await rm(spool, { recursive: true, force: true })
    },
  }
  if (!ready) return service
  const isReady = async () => {
    if (child.exitCode !== null) throw new Error(`it ended: ${log}`)
    return (await exchange({ url: `${baseUrl}/api/v1/health/ready` })).status === 200
  }
  await until('the second service is ready', isReady).catch(async (error: unknown) => {
    await service.remove()
    throw error
  })
  return service
}
