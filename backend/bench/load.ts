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

/** Both go to Druid in the same way; the first of each warms its processes up and is not counted. */
export async function spec(ground: Ground): Promise<readonly Figure[]> {
  const { upload, rows } = await send(ground, largeRows, [])
  const { plan, object } = await untilReady(ground, upload.id)
  const began = performance.now()
  const ingestion = await ingest(ground, upload.id, { ...plan, datasource: nameOf('own', 0) })
  const whole = (performance.now() - began) / 1000
  const { id: _id, ...generated } = ingestion.spec
  const shaped = defaultShape(generated, object, { type: 'csv', findColumnsFromHeader: true })
  const specs = { generated: generated as Spec, standard: shaped as Spec }
  const seconds: Record<keyof typeof specs, number[]> = { generated: [], standard: [] }
  for (let pair = 0; pair <= largePairs; pair++) {
    const kinds = pair % 2 === 0 ? (['generated', 'standard'] as const) : (['standard', 'generated'] as const)
    for (const kind of kinds) seconds[kind].push(await throughDruid(ground, specs[kind], nameOf(kind, pair), rows))
    const [own, other] = [seconds.generated.at(-1), seconds.standard.at(-1)]
    console.log(`  pair ${pair}: default ${other?.toFixed(1)} s, ours ${own?.toFixed(1)} s`)
  }
  await fetch(`${ground.service}/api/v1/uploads/${upload.id}`, { method: 'DELETE' })
  const ratios = seconds.standard.map((standard, at) => standard / (seconds.generated[at] as number)).slice(1)
  return [
    noted(`spec: ${rows} rows by Druid's default spec`, `${median(seconds.standard.slice(1)).toFixed(1)} s`),
    noted('spec: by the generated spec', `${median(seconds.generated.slice(1)).toFixed(1)} s`),
    noted('spec: by the service, staging included, with cold processes', `${whole.toFixed(1)} s`),
    same('spec: rows that are queryable', ingestion.rows.ingested, rows),
    atLeast('spec: times faster', median(ratios), 1.25, ''),
  ]
}
