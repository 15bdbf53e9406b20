import { defaultShape } from '../../ingestion-specs/default-shape.ts'
import { type Spec, throughDruid } from './bare-task.ts'
import { atLeast, atMost, type Figure, median, noted, same } from './figure.ts'
import type { Ground } from './ground.ts'
import { ingest, send, untilQueryable, untilReady } from './loading.ts'

/** From a file to queryable rows: a small one beside bare Druid with the same spec, a large one beside Druid's default spec. */
const smallRows = 10_000
const smallPairs = 11
const largeRows = Number(process.env.BENCH_SPEC_ROWS ?? 3_000_000)
const largePairs = 3

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
