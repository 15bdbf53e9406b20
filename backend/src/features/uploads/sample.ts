import type { Cell, IngestionPlan, IngestionSpec, Profile, planSample, TableColumn } from '@nemeton/contract'
import type { z } from 'zod'
import { buildSamplerSpec, samplerShift, withLines } from '../../olap/ingestion/sampler-spec.ts'
import type { Ports, StoredUpload } from '../../ports/ports.ts'
import { fetchSpooled } from '../../queries/spooled-upload.ts'

type Sample = z.infer<typeof planSample>

interface Subject {
  readonly isOriginal: boolean
  readonly upload: StoredUpload
  readonly profile: Profile
  readonly plan: IngestionPlan
}

const sampledRows = 100

/** The first rows through Druid's own sampler: from the store when Druid reads the original, else as they would be staged. */
export async function sampleThrough(
  spec: IngestionSpec,
  subject: Subject,
  ports: Ports,
  signal: AbortSignal,
): Promise<Sample> {
  const { plan, upload, isOriginal, profile } = subject
  const start = performance.now()
  const samplerSpec = buildSamplerSpec(spec)
  const staged = isOriginal
    ? null
    : await ports.tabular.sample(await fetchSpooled(ports, upload, signal), profile, plan, sampledRows, signal)
  const shift = samplerShift(plan)
  const rows =
    staged === null
      ? await sampleStored(samplerSpec, ports, signal)
      : staged.lines.length === 0
        ? []
        : await ports.druid.sample(withLines(samplerSpec, plan, staged.lines), sampledRows, signal)
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
        columns.map(({ name }) =>
          name === '__time' ? new Date(Number(row[name]) - shift).toISOString() : cell(row[name]),
        ),
      ),
      approximate: [],
      complete: false,
      queryId: 'sampler',
      elapsedMs: Math.round(performance.now() - start),
      cached: false,
    },
    unparseable: [
      ...(staged?.rejected ?? []),
      ...rows.flatMap((row) =>
        row.unparseable || row.error !== null
          ? [{ input: JSON.stringify(row.input), error: row.error ?? 'Druid cannot read this row.' }]
          : [],
      ),
    ],
  }
}

/** Druid asks a store that is away again for minutes, and says nothing of it: the store itself is asked beside. */
async function sampleStored(spec: IngestionSpec, { druid, objectStore }: Ports, signal: AbortSignal) {
  const away = new AbortController()
  const stored = objectStore.ping(signal)
  stored.catch((error: unknown) => away.abort(error))
  return druid.sample(spec, sampledRows, AbortSignal.any([signal, away.signal])).catch(async (error: unknown) => {
    await stored
    throw error
  })
}

const cell = (value: unknown): Cell =>
  value === undefined || value === null ? null : typeof value === 'object' ? JSON.stringify(value) : (value as Cell)
