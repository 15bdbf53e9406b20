import { spawn } from 'node:child_process'
import { openAsBlob } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { portsAt } from './ports.ts'

const sample = join(import.meta.dirname, '../../ingestion-specs/examples/sales/sample.csv')
const datasource = 'sales'

interface Answer<T> {
  readonly data: T | null
  readonly error: {
    readonly code: string
    readonly message: string
    readonly details?: { readonly ingestionId?: string }
  } | null
}

interface Ingestion {
  readonly id: string
  readonly status: string
  readonly rows: {
    readonly inFile: number
    readonly ingested: number
    readonly rejected: number
    readonly missing: number
  }
  readonly stages: readonly { readonly name: string; readonly startedAt: string; readonly endedAt: string | null }[]
  readonly error: { readonly message: string; readonly hint: string | null } | null
}

const began = performance.now()
const base = `http://127.0.0.1:${portsAt(Number(process.env.PORT_OFFSET || 0)).nemeton}`
const up = spawn(process.execPath, [join(import.meta.dirname, 'up.ts'), ...process.argv.slice(2)], { stdio: 'inherit' })
const ended = new Promise<number>((resolve) => up.on('exit', (code) => resolve(code ?? 1)))
// Ctrl-C reaches the stack as well; this waits for its end.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => up.kill(signal))

const parent = process.ppid
const watch = setInterval(() => process.ppid === parent || up.kill('SIGTERM'), 500)

async function call<T>(path: string, init?: RequestInit): Promise<Answer<T>> {
  return (await (await fetch(base + path, init)).json()) as Answer<T>
}

function need<T>({ data, error }: Answer<T>): T {
  if (data === null) throw new Error(error?.message ?? 'no answer')
  return data
}

const post = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

async function untilReady(): Promise<void> {
  while (up.exitCode === null) {
    const ready = await fetch(`${base}/api/v1/health/ready`).then(
      (answer) => answer.ok,
      () => false,
    )
    if (ready) return
    await sleep(200)
  }
  throw new Error('the stack did not start')
}

async function load(): Promise<Ingestion> {
  const form = new FormData()
  form.append('datasource', datasource)
  form.append('file', await openAsBlob(sample), basename(sample))
  const { id } = need(await call<{ id: string }>('/api/v1/uploads', { method: 'POST', body: form }))
  for (;;) {
    const upload = need(await call<{ status: string; error: { message: string } | null }>(`/api/v1/uploads/${id}`))
    if (upload.status === 'ready') break
    if (upload.status === 'failed') throw new Error(upload.error?.message)
    await sleep(100)
  }
  const submitted = await call<Ingestion>('/api/v1/ingestions', post({ uploadId: id }))
  const earlier = submitted.error?.details?.ingestionId
  if (submitted.error?.code === 'already_ingested' && earlier) {
    console.log('\nThe sample is there already, from an earlier start.')
    return follow(earlier)
  }
  return follow(need(submitted).id)
}

async function follow(id: string): Promise<Ingestion> {
  for (;;) {
    const ingestion = need(await call<Ingestion>(`/api/v1/ingestions/${id}`))
    if (ingestion.status === 'queryable') return ingestion
    if (ingestion.status === 'failed' || ingestion.status === 'canceled')
      throw new Error(`${ingestion.error?.message ?? ingestion.status} ${ingestion.error?.hint ?? ''}`)
    await sleep(100)
  }
}

function account({ rows, stages }: Ingestion): void {
  console.log(
    `\nrows in the file ${rows.inFile} = ingested ${rows.ingested} + rejected ${rows.rejected} (missing ${rows.missing})`,
  )
  for (const { name, startedAt, endedAt } of stages) {
    if (endedAt === null || name === 'queryable') continue
    console.log(`  ${name.padEnd(11)} ${((Date.parse(endedAt) - Date.parse(startedAt)) / 1000).toFixed(1)} s`)
  }
}

const questions: readonly (readonly [title: string, sql: string])[] = [
  [
    'Which branches earn, and at what margin?',
    `SELECT "branch", ROUND(SUM("amount")) AS "sales KES", ROUND(100.0 * (SUM("amount") - SUM("cost")) / SUM("amount"), 1) AS "margin %"
     FROM "sales" GROUP BY 1 ORDER BY 2 DESC LIMIT 5`,
  ],
  [
    'Who sells most?',
    `SELECT "salesperson", COUNT(*) AS "sales", ROUND(SUM("amount")) AS "sales KES" FROM "sales" GROUP BY 1 ORDER BY 3 DESC LIMIT 5`,
  ],
  [
    'How do online and offline go by quarter?',
    `SELECT TIME_FORMAT(TIME_FLOOR("__time", 'P3M'), 'yyyy-MM') AS "quarter from", "channel", ROUND(SUM("amount")) AS "sales KES"
     FROM "sales" GROUP BY 1, 2 ORDER BY 1 DESC, 2 LIMIT 6`,
  ],
]

async function ask(): Promise<void> {
  for (const [title, query] of questions) {
    const answer = await fetch(`${base}/api/v1/sql`, post({ query }))
    const rows = (await answer.json()) as Record<string, unknown>[]
    if (!answer.ok) throw new Error(JSON.stringify(rows))
    console.log(`\n${title}`)
    console.table(rows)
  }
}

try {
  await untilReady()
  account(await load())
  console.log(`\nfrom the prompt to queryable: ${((performance.now() - began) / 1000).toFixed(1)} s`)
  await ask()
  console.log(
    `\nNemeton   ${base}\nExplore   ${base}/explore/${datasource}\nHealth    ${base}/health\nAPI       ${base}/api/v1/openapi.json`,
  )
  console.log('\nCtrl-C stops everything; the data stays.')
} catch (error) {
  if (up.exitCode === null && !up.killed) console.error(`\n${(error as Error).message}`)
  up.kill('SIGTERM')
  process.exitCode = 1
}
const code = await ended
clearInterval(watch)
process.exitCode = code || process.exitCode
