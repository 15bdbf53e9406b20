import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type IngestionSpec, ingestionPlan } from '@nemeton/contract'
import { buildSpec } from '../backend/src/olap/ingestion/batch-spec.ts'
import type { Input, Source } from '../backend/src/olap/ingestion/input.ts'
import { defaultShape } from './default-shape.ts'

interface Example {
  readonly name: string
  /** How the sample is written. */
  readonly written: Omit<Source, 'columns'>
  readonly input: Input
  readonly freeSlots: number
}

const plain = { compression: 'none', encoding: 'UTF-8' } as const
const text = { headerRows: 1, preambleRows: 0, lineEnding: '\n', decimalSeparator: '.' } as const
const csv = { ...plain, format: 'csv', dialect: { ...text, delimiter: ',', quote: '"', escape: '"' } } as const
const tsv = { ...plain, format: 'csv', dialect: { ...text, delimiter: '\t', quote: null, escape: null } } as const
const ndjson = { ...plain, format: 'ndjson', dialect: null } as const

const compared = 'sales'
const bucket = 'nemeton'
const original = (key: string): Input => ({ kind: 'original', objects: [{ bucket, key, bytes: 0 }] })
const staged = (keys: readonly string[]): Input => ({
  kind: 'staged',
  objects: keys.map((key) => ({ bucket, key, bytes: 0 })),
})

export const examples: readonly Example[] = [
  { name: 'sales', written: csv, input: original('uploads/sales/1/sample.csv'), freeSlots: 1 },
  { name: 'events', written: ndjson, input: original('uploads/events/2/sample.ndjson'), freeSlots: 1 },
  { name: 'fixed-instant', written: tsv, input: original('uploads/prices/3/sample.tsv'), freeSlots: 1 },
  {
    name: 'readings',
    written: ndjson,
    input: staged(['processed/readings/4/part-0.ndjson.zst', 'processed/readings/4/part-1.ndjson.zst']),
    freeSlots: 4,
  },
]

export const folderOf = (name: string): string => join(import.meta.dirname, 'examples', name)

/** The text of an example's spec.json: what its plan.json asks of Druid. */
export const exampleSpec = (example: Example): string => textOf(build(example))

/** The same rows in Druid's default shape, to compare with: default-spec.json of an example that Druid reads as it is. */
export function exampleDefault(example: Example): string | null {
  const [object] = example.input.objects
  if (example.name !== compared || object === undefined) return null
  return textOf(defaultShape(build(example), object, { type: 'csv', findColumnsFromHeader: true }))
}

const textOf = (spec: object): string => `${JSON.stringify(spec, null, 2)}\n`

function build({ name, written, input, freeSlots }: Example): IngestionSpec {
  const plan = ingestionPlan.parse(JSON.parse(readFileSync(join(folderOf(name), 'plan.json'), 'utf8')))
  const columns = plan.columns.map((column) => ({ name: column.name, type: column.type, nullTokens: [] }))
  return buildSpec({ plan, profile: { ...written, columns }, input, capacity: { freeSlots } })
}

if (import.meta.main) {
  for (const example of examples) {
    writeFileSync(join(folderOf(example.name), 'spec.json'), exampleSpec(example))
    const standard = exampleDefault(example)
    if (standard !== null) writeFileSync(join(folderOf(example.name), 'default-spec.json'), standard)
  }
}
