import type { Cell, IngestionPlan, IngestionSpec, planSample, Table, TableColumn } from '@nemeton/contract'
import type { z } from 'zod'
import { buildSamplerSpec } from '../../olap/ingestion/sampler-spec.ts'
import { stagedTime } from '../../olap/ingestion/timestamp-spec.ts'
import type { Ports, StoredUpload } from '../../ports/ports.ts'

type Sample = z.infer<typeof planSample>

interface Subject {
  readonly isOriginal: boolean
  readonly upload: StoredUpload
  readonly plan: IngestionPlan
}

const sampledRows = 100

/** The first rows through Druid's own sampler: from the store when Druid reads the original, else as they would be staged. */
export async function sampleThrough(
  spec: IngestionSpec,
  subject: Subject,
  { druid, database }: Ports,
  signal: AbortSignal,
): Promise<Sample> {
  const { plan, upload, isOriginal } = subject
  const start = performance.now()
  const samplerSpec = buildSamplerSpec(spec)
  const preview = isOriginal ? null : await database.uploads.preview(upload.id)
  const wanted = preview === null ? samplerSpec : withInline(samplerSpec, stagedLines(preview, plan))
  const rows = await druid.sample(wanted, sampledRows, signal)
  const columns: TableColumn[] = [
    { name: '__time', type: 'timestamp' },
    ...plan.columns
      .filter((column) => column.include && column.role !== 'time')
      .map((column) => ({ name: column.as, type: column.type })),
  ]
  const parsed = rows.flatMap((row) => (row.parsed === null || row.unparseable ? [] : [row.parsed]))
  return {
    table: {
      columns,
      rows: parsed.map((row) =>
        columns.map(({ name }) => (name === '__time' ? new Date(Number(row[name])).toISOString() : cell(row[name]))),
      ),
      approximate: [],
      complete: false,
      queryId: 'sampler',
      elapsedMs: Math.round(performance.now() - start),
      cached: false,
    },
    unparseable: rows.flatMap((row) =>
      row.unparseable || row.error !== null
        ? [{ input: JSON.stringify(row.input), error: row.error ?? 'Druid cannot read this row.' }]
        : [],
    ),
  }
}

const cell = (value: unknown): Cell =>
  value === undefined || value === null ? null : typeof value === 'object' ? JSON.stringify(value) : (value as Cell)

function withInline(spec: IngestionSpec, data: string): IngestionSpec {
  const { ioConfig, ...rest } = spec.spec as { ioConfig: object }
  return { ...spec, spec: { ...rest, ioConfig: { ...ioConfig, inputSource: { type: 'inline', data } } } }
}

function stagedLines(preview: Table, plan: IngestionPlan): string {
  const time = plan.time?.kind === 'column' ? plan.time.column : null
  // The preview has the plan's columns in the plan's order, under their names in Druid.
  const position = new Map(plan.columns.map((column, index) => [column.name, index]))
  return preview.rows
    .slice(0, sampledRows)
    .map((row) => {
      const at = (name: string): Cell => row[position.get(name) ?? -1] ?? null
      const entries = plan.columns
        .filter((column) => column.include && column.role !== 'time')
        .map(({ name, as, type }) => [as, staged(at(name), type)])
      return JSON.stringify({
        ...(time === null ? {} : { [stagedTime]: millis(at(time)) }),
        ...Object.fromEntries(entries),
      })
    })
    .join('\n')
}

const millis = (value: Cell): Cell => (typeof value === 'string' ? Date.parse(value) : value)

function staged(value: Cell, type: TableColumn['type']): Cell {
  if (type === 'boolean') return value === null ? null : Number(value)
  return type === 'timestamp' ? millis(value) : value
}
