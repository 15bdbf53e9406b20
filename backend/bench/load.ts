import { setTimeout as sleep } from 'node:timers/promises'
import { defaultShape } from '../../ingestion-specs/default-shape.ts'
import { type Spec, throughDruid } from './bare-task.ts'
import { ask } from './child.ts'
import { atLeast, atMost, type Figure, median, noted, same } from './figure.ts'
import type { Ground } from './ground.ts'
import type { Sent } from './sender.ts'

/** From a file to queryable rows: a small one beside bare Druid with the same spec, a large one beside Druid's default spec. */
const smallRows = 10_000
const smallPairs = 11
const largeRows = Number(process.env.BENCH_SPEC_ROWS ?? 3_000_000)
const largePairs = 3
const everyMs = 25
const withinMs = 600_000

interface Stored {
  readonly id: string
  readonly status: string
  readonly error: { readonly message: string } | null
}
interface StoredUpload extends Stored {
  readonly ingestionId?: string
  readonly plan: Readonly<Record<string, unknown>>
  readonly object: { readonly bucket: string; readonly key: string }
}
interface StoredIngestion extends Stored {
  readonly spec: Spec
  readonly rows: { readonly ingested: number }
}

const run = Date.now().toString(36)
const nameOf = (kind: string, pair: number) => `bench_${kind}_${run}_${pair}`

export async function small(ground: Ground): Promise<readonly Figure[]> {
  const own: number[] = []
  const bare: number[] = []
  const ratios: number[] = []
  for (let pair = -1; pair < smallPairs; pair++) {
    const sent = await send(ground, smallRows, [`datasource=${nameOf('small', pair + 1)}`, 'ingest=true'])
    const ingestion = await untilQueryable(ground, sent.upload.ingestionId as string)
    const seconds = (Date.now() - sent.lastByteAt) / 1000
    const { id: _id, ...spec } = ingestion.spec
    const druid = await throughDruid(ground, spec as Spec, nameOf('bare', pair + 1), sent.rows)
    if (pair < 0) continue
    own.push(seconds)
    bare.push(druid)
    ratios.push(seconds / druid)
    console.log(`  pair ${pair + 1}: Druid ${druid.toFixed(2)} s, service ${seconds.toFixed(2)} s`)
  }
  return [
    noted(`small: ${smallRows} rows, bare Druid with the same spec`, `${median(bare).toFixed(2)} s`),
    noted('small: last byte to queryable', `${median(own).toFixed(2)} s`),
    atMost('small: times bare Druid', median(ratios), 1.4, '', 2),
  ]
}

export async function spec(ground: Ground): Promise<readonly Figure[]> {
  const { upload, rows } = await send(ground, largeRows, [])
  const { plan, object } = await untilReady(ground, upload.id)
  const own: number[] = []
  const standard: number[] = []
  let ingested = 0
  let generated: Spec | null = null
  for (let pair = 0; pair < largePairs; pair++) {
    const began = performance.now()
    const ingestion = await ingest(ground, upload.id, { ...plan, datasource: nameOf('own', pair) })
    own.push((performance.now() - began) / 1000)
    ingested = ingestion.rows.ingested
    generated = ingestion.spec
    const { id: _id, ...rest } = generated
    const shaped = defaultShape(rest, object, { type: 'csv', findColumnsFromHeader: true })
    standard.push(await throughDruid(ground, shaped as Spec, nameOf('default', pair), rows))
    console.log(`  pair ${pair + 1}: default ${standard.at(-1)?.toFixed(1)} s, ours ${own.at(-1)?.toFixed(1)} s`)
  }
  await fetch(`${ground.service}/api/v1/uploads/${upload.id}`, { method: 'DELETE' })
  return [
    noted(`spec: ${rows} rows by Druid's default spec`, `${median(standard).toFixed(1)} s`),
    noted('spec: by the generated spec, staging included', `${median(own).toFixed(1)} s`),
    same('spec: rows that are queryable', ingested, rows),
    atLeast('spec: times faster', median(standard.map((seconds, at) => seconds / (own[at] as number))), 1.25, ''),
  ]
}

async function send({ service }: Ground, rows: number, fields: readonly string[]) {
  const sent = await ask<Sent>('sender.ts', [`${service}/api/v1/uploads`, 'rows', String(rows), ...fields])
  if (sent.status !== 201) throw new Error(`the service answered ${sent.status}: ${sent.answer}`)
  return { ...sent, upload: (JSON.parse(sent.answer) as { data: StoredUpload }).data }
}

async function untilEnded<T extends Stored>(url: string, end: string): Promise<T> {
  const until = Date.now() + withinMs
  while (Date.now() < until) {
    const { data } = (await (await fetch(url)).json()) as { data: T | null }
    if (data?.status === end) return data
    if (data?.status === 'failed') throw new Error(data.error?.message)
    await sleep(everyMs)
  }
  throw new Error(`not ${end} within ${withinMs / 1000} s`)
}

const untilReady = ({ service }: Ground, id: string) =>
  untilEnded<StoredUpload>(`${service}/api/v1/uploads/${id}`, 'ready')
const untilQueryable = ({ service }: Ground, id: string) =>
  untilEnded<StoredIngestion>(`${service}/api/v1/ingestions/${id}`, 'queryable')

async function ingest(ground: Ground, uploadId: string, plan: object): Promise<StoredIngestion> {
  const answer = await fetch(`${ground.service}/api/v1/ingestions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ uploadId, plan }),
  })
  if (answer.status !== 202) throw new Error(`the service answered ${answer.status}: ${await answer.text()}`)
  const { data } = (await answer.json()) as { data: Stored }
  return untilQueryable(ground, data.id)
}
