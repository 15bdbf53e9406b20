import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Ground } from './ground.ts'

export type Spec = { readonly spec: { readonly dataSchema: object } & Record<string, unknown> } & Record<
  string,
  unknown
>

const everyMs = 50
const withinMs = 600_000

const post = (url: string, body: unknown) =>
  fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
  })

/** Seconds from the submit of a spec to Druid itself until its broker counts all rows of the datasource. */
export async function throughDruid(
  { router, broker }: Ground,
  spec: Spec,
  name: string,
  rows: number,
): Promise<number> {
  const id = `bare_${randomUUID()}`
  const began = performance.now()
  const dataSchema = { ...spec.spec.dataSchema, dataSource: name }
  const answer = await post(`${router}/druid/indexer/v1/task`, { ...spec, id, spec: { ...spec.spec, dataSchema } })
  if (!answer.ok) throw new Error(`Druid answered ${answer.status}: ${await answer.text()}`)
  await untilSucceeded(router, id)
  await untilCounted(broker, name, rows)
  return (performance.now() - began) / 1000
}

async function untilSucceeded(router: string, id: string): Promise<void> {
  const until = Date.now() + withinMs
  while (Date.now() < until) {
    const answer = await fetch(`${router}/druid/indexer/v1/task/${id}/status`)
    const { status } = (await answer.json()) as { status?: { statusCode: string; errorMsg?: string } }
    if (status?.statusCode === 'SUCCESS') return
    if (status?.statusCode === 'FAILED') throw new Error(`the task failed: ${status.errorMsg}`)
    await sleep(everyMs)
  }
  throw new Error(`no end of the task within ${withinMs / 1000} s`)
}

async function untilCounted(broker: string, name: string, rows: number): Promise<void> {
  const until = Date.now() + withinMs
  while (Date.now() < until) {
    const answer = await post(`${broker}/druid/v2/sql`, {
      query: `SELECT COUNT(*) FROM "${name}"`,
      resultFormat: 'array',
    })
    const text = await answer.text()
    if (answer.ok && (JSON.parse(text) as [[number]])[0][0] === rows) return
    await sleep(everyMs)
  }
  throw new Error(`"${name}" has not ${rows} rows within ${withinMs / 1000} s`)
}
