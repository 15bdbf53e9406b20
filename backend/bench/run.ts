import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Stack, type StackOptions, startStack } from '../../druid/local/stack.ts'
import { dialects } from './dialects.ts'
import type { Figure } from './figure.ts'
import type { Ground } from './ground.ts'
import { health } from './health.ts'
import { small, spec } from './load.ts'
import { page } from './page.ts'
import { profile } from './profile.ts'
import { query } from './query.ts'
import { sql } from './sql.ts'
import { start } from './start.ts'
import { telemetry } from './telemetry.ts'
import { upload } from './upload.ts'
import { watchersOfOne } from './watchers.ts'

/** Measures every figure that the README claims, on one stack of its own where it takes one, and fails when one is not met. */
const groundless: Readonly<Record<string, () => Promise<readonly Figure[]>>> = { dialects, telemetry }
const grounded: Readonly<Record<string, (ground: Ground) => Promise<readonly Figure[]>>> = {
  upload,
  profile,
  sql,
  query,
  page,
  small,
  spec,
  watchers: watchersOfOne,
  health,
  start,
}

const names = process.argv.slice(2)
const known = [...Object.keys(groundless), ...Object.keys(grounded)]
const unknown = names.find((name) => !known.includes(name))
if (unknown !== undefined) throw new Error(`there is no bench "${unknown}"; there are ${known.join(', ')}`)
const isWanted = ([name]: readonly [string, unknown]) => names.length === 0 || names.includes(name)

const figures: Figure[] = []
for (const [name, bench] of Object.entries(groundless).filter(isWanted)) await measure(name, bench)
const onStack = Object.entries(grounded).filter(isWanted)
if (onStack.length > 0) await measureOnStack()
print([
  ['figure', 'measured', 'wanted', ''],
  ...figures.map(({ name, measured, wanted, ok }) => [
    name,
    measured,
    wanted,
    ok === null ? '' : ok ? 'ok' : 'NOT MET',
  ]),
])
process.exitCode = hasFailed() ? 1 : 0

function hasFailed(): boolean {
  return figures.some(({ ok }) => ok === false)
}

async function measure(name: string, bench: () => Promise<readonly Figure[]>): Promise<void> {
  console.log(`${name} …`)
  try {
    figures.push(...(await bench()))
  } catch (error) {
    console.error(error)
    figures.push({ name: `${name}: did not end`, measured: (error as Error).message, wanted: '', ok: false })
  }
}

async function measureOnStack(): Promise<void> {
  const portOffset = Number(process.env.TEST_PORT_OFFSET ?? 24_000)
  // The same folder each time: what a killed run left behind is found there and cleared.
  const dataDir = join(tmpdir(), `nemeton-bench-${portOffset}`)
  const turnsFile = join(dataDir, 'turns')
  const pollsFile = join(dataDir, 'polls')
  const probes = ['loop-probe.ts', 'poll-probe.ts']
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort(new Error(signal)))

  let readySeconds = 0
  const options: StackOptions = {
    portOffset,
    dataDir,
    signal: interrupted.signal,
    serviceEnv: {
      RATE_LIMIT_PER_MINUTE: '100000000',
      NODE_OPTIONS: probes.map((probe) => `--import=${pathToFileURL(join(import.meta.dirname, probe))}`).join(' '),
      BENCH_TURNS_FILE: turnsFile,
      BENCH_POLLS_FILE: pollsFile,
    },
    onState: ({ part, state, seconds = 0 }) => {
      if (part === 'stack' && state === 'ready') readySeconds = seconds
    },
  }

  let stack: Stack = await startStack({ ...options, fresh: true })
  const loopback = (port: number) => `http://127.0.0.1:${port}`
  const ground: Ground = {
    service: loopback(stack.ports.nemeton),
    broker: loopback(stack.ports.broker),
    router: loopback(stack.ports.router),
    env: stack.env,
    turnsFile,
    pollsFile,
    logs: stack.logs,
    servicePid: () => {
      const { pid } = stack.part('nemeton')
      if (pid === undefined) throw new Error(`the service does not run; its log is in ${stack.logs}`)
      return pid
    },
    renewService: () => stack.part('nemeton').restart(),
    restart: async () => {
      await stack.stop()
      stack = await startStack(options)
      return readySeconds
    },
  }

  try {
    for (const [name, bench] of onStack) {
      interrupted.signal.throwIfAborted()
      await measure(name, () => bench(ground))
    }
  } finally {
    await stack.stop()
  }
  if (!hasFailed()) await rm(dataDir, { recursive: true, force: true })
  else console.log(`the logs of the parts are in ${stack.logs}`)
}

function print(rows: readonly (readonly string[])[]): void {
  const widths = [0, 1, 2, 3].map((at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  for (const row of rows)
    console.log(
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('   ')
        .trimEnd(),
    )
}
