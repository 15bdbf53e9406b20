import { spawn } from 'node:child_process'
import { createWriteStream, globSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startStack } from '../../druid/local/stack.ts'

/** Runs the named groups of tests one after the other and ends with one line summed over all of them. */
interface Group {
  readonly files: readonly string[]
  readonly jobs: number
  /** Seconds a file may take. */
  readonly timeout: number
  /** Needs a stack of its own with the service in it. */
  readonly stack: boolean
}

interface Count {
  passed: number
  failed: number
  skipped: number
}

const root = fileURLToPath(new URL('../..', import.meta.url))
const find = (pattern: string, without = /\0/) =>
  globSync(pattern, { cwd: root })
    .filter((file) => !without.test(file))
    .sort()

/** `make soak`: the full counts take hours, not minutes. */
const isSoak = process.env.SOAK === 'true'

const groups: Readonly<Record<string, Group>> = {
  unit: {
    files: [
      ...find('backend/test/**/*.test.ts', /\/live\//),
      ...find('frontend/test/**/*.test.ts', /\/e2e\//),
      ...find('druid/local/test/**/*.test.ts', /\/live\//),
      ...find('ingestion-specs/**/*.test.ts'),
    ],
    jobs: 2,
    timeout: 240,
    stack: false,
  },
  stack: { files: find('druid/local/test/live/*.test.ts'), jobs: 1, timeout: 600, stack: false },
  live: { files: find('backend/test/live/*.test.ts'), jobs: 1, timeout: isSoak ? 4 * 3600 : 900, stack: true },
  browser: { files: find('frontend/test/e2e/*.test.ts'), jobs: 1, timeout: 600, stack: true },
}

/** Tells two runs on one machine apart: their ports, their folder, their logs. */
const portOffset = Number(process.env.TEST_PORT_OFFSET ?? 20_000)

/** A value of the environment that must never be seen again; `backend/test/live/secrets.test.ts` looks for it. */
const planted = 'planted-secret-4f1c9a'

async function tap(name: string, { files, jobs, timeout }: Group, env: Record<string, string>): Promise<Count> {
  const count: Count = { passed: 0, failed: 0, skipped: 0 }
  if (files.length === 0) return { ...count, failed: 1 }
  const child = spawn('tap', ['run', '--reporter=tap', `--jobs=${jobs}`, `--timeout=${timeout}`, ...files], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const log = createWriteStream(join(tmpdir(), `nemeton-${name}-${portOffset}.tap`))
  let rest = ''
  let failing = false
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    log.write(text)
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      failing = /^\s*not ok /.test(line) || (failing && !/^\s*ok /.test(line))
      if (failing || /^(ok|not ok) |# SKIP|^\s*# (figure|note):/.test(line)) console.log(line)
      const total = /^# \{ total: \d+.*\}$/.exec(line)
      if (total) Object.assign(count, read(total[0]))
    }
  })
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  log.end()
  if (code !== 0 && count.failed === 0) count.failed = 1
  return count
}

function read(line: string): Count {
  const of = (word: string) => Number(new RegExp(`${word}: (\\d+)`).exec(line)?.[1] ?? 0)
  return { passed: of('pass'), failed: of('fail'), skipped: of('skip') + of('todo') }
}

const sum: Count = { passed: 0, failed: 0, skipped: 0 }
const add = (name: string, count: Count) => {
  sum.passed += count.passed
  sum.failed += count.failed
  sum.skipped += count.skipped
  console.log(`${name}: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`)
}

/** `run.ts live faults.test.ts` runs that file of the group alone. */
const only = process.argv.slice(2).filter((argument) => argument.endsWith('.test.ts'))
const names = process.argv.slice(2).filter((argument) => !only.includes(argument))
const unknown = names.find((name) => !(name in groups))
if (names.length === 0 || unknown !== undefined)
  throw new Error(`name some of ${Object.keys(groups).join(', ')}; not ${unknown}`)
const isWanted = (file: string) => only.length === 0 || only.some((name) => file.endsWith(name))
const wanted = names.map((name) => {
  const group = groups[name] as Group
  return [name, { ...group, files: group.files.filter(isWanted) }] as const
})

for (const [name, group] of wanted.filter(([, { stack }]) => !stack)) add(name, await tap(name, group, {}))

const live = wanted.filter(([, { stack }]) => stack)
if (live.length > 0) {
  // The same folder each time: what a killed run left behind is found there and cleared.
  const dataDir = join(tmpdir(), `nemeton-test-${portOffset}`)
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort(new Error(signal)))
  const stack = await startStack({
    portOffset,
    dataDir,
    fresh: true,
    signal: interrupted.signal,
    serviceEnv: {
      RATE_LIMIT_PER_MINUTE: '1000000',
      UPLOAD_MAX_BYTES: String(64 * 1024 ** 2),
      UNRELATED_SECRET: planted,
    },
    onState: (line) => console.log(JSON.stringify(line)),
  })
  try {
    const env = {
      ...stack.env,
      DATA_DIR: dataDir,
      PORT_OFFSET: String(portOffset),
      BASE_URL: `http://127.0.0.1:${stack.ports.nemeton}`,
      BROKER_URL: `http://127.0.0.1:${stack.ports.broker}`,
      STACK_LOGS: stack.logs,
      PLANTED_SECRET: planted,
    }
    for (const [name, group] of live) add(name, await tap(name, group, env))
  } finally {
    await stack.stop()
  }
  if (sum.failed === 0) await rm(dataDir, { recursive: true, force: true })
  else console.log(`the logs of the parts are in ${stack.logs}`)
}

console.log(`${sum.passed} passed, ${sum.failed} failed${sum.skipped > 0 ? `, ${sum.skipped} skipped` : ''}`)
process.exitCode = sum.failed > 0 || sum.passed === 0 ? 1 : 0
