import { setTimeout as sleep } from 'node:timers/promises'
import type { Spec } from './bare-task.ts'
import { ask } from './child.ts'
import type { Ground } from './ground.ts'
import type { Sent } from './sender.ts'

/** The generated file on its way into a datasource. */
const everyMs = 25
const withinMs = 600_000

interface Stored {
  readonly id: string
  readonly status: string
  readonly error: { readonly message: string } | null
}
type Plan = Readonly<Record<string, unknown>>
interface StoredUpload extends Stored {
  readonly ingestionId?: string
  readonly plan: Plan
  readonly object: { readonly bucket: string; readonly key: string }
}
interface StoredIngestion extends Stored {
  readonly spec: Spec
  readonly rows: { readonly ingested: number }
}

export async function send({ service }: Ground, rows: number, fields: readonly string[]) {
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

export const untilReady = ({ service }: Ground, id: string) =>
  untilEnded<StoredUpload>(`${service}/api/v1/uploads/${id}`, 'ready')
export const untilQueryable = ({ service }: Ground, id: string) =>
  untilEnded<StoredIngestion>(`${service}/api/v1/ingestions/${id}`, 'queryable')

export async function ingest(ground: Ground, uploadId: string, plan: Plan): Promise<StoredIngestion> {
  const answer = await fetch(`${ground.service}/api/v1/ingestions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ uploadId, plan }),
  })
  if (answer.status !== 202) throw new Error(`the service answered ${answer.status}: ${await answer.text()}`)
  const { data } = (await answer.json()) as { data: Stored }
  return untilQueryable(ground, data.id)
}

/** The plan that was made for an upload, with what a person changes of it. */
export async function changePlan({ service }: Ground, uploadId: string, changes: object): Promise<Plan> {
  const answer = await fetch(`${service}/api/v1/uploads/${uploadId}/plan`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ changes }),
  })
  if (!answer.ok) throw new Error(`the service answered ${answer.status}: ${await answer.text()}`)
  return ((await answer.json()) as { data: { plan: Plan } }).data.plan
}
