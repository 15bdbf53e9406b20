import {
  type ColumnAggregate,
  type Datasource,
  type DatasourceColumn,
  type DatasourceDetail,
  type PlanColumn,
  ProductError,
} from '@nemeton/contract'
import { compileColumns } from '../olap/compile-columns.ts'
import { countMetricOf } from '../olap/ingestion/metrics-spec.ts'
import { type Sketch, sharedSketches } from '../olap/sketches.ts'
import { meaningOf } from '../olap/tabular/role-words.ts'
import type { Ports } from '../ports/ports.ts'
import { isRefusal } from './refusal.ts'
import { type Counted, roughCounts } from './rough-counts.ts'

type Row = Readonly<Record<string, unknown>>
const number = (value: unknown): number => (typeof value === 'number' ? value : Number(value ?? 0))

/** What Druid says of its datasources now, with what we know of their columns from the plans that filled them. */
export interface DatasourceReader {
  list(signal?: AbortSignal): Promise<readonly Datasource[]>
  /** Error: `not_found`. */
  find(name: string, signal?: AbortSignal): Promise<Datasource>
  /** The same, when its rows begin and end, and roughly how many values its columns have. */
  describe(name: string, signal?: AbortSignal): Promise<DatasourceDetail>
  /** Its columns alone, cheaper than `find`; null when Druid has no such datasource. */
  columns(name: string, signal?: AbortSignal): Promise<readonly DatasourceColumn[] | null>
  /** Name of the column that holds rolled-up counts, or null. */
  countMetric(name: string): Promise<string | null>
  /** The sketches that all of its loads have made. */
  sketches(name: string): Promise<readonly Sketch[]>
}

const unsaid = { description: null, measures: null, formats: {} }

const totals = `SELECT "datasource", COUNT(*) AS "segments", SUM("num_rows") AS "rows", SUM("size") AS "bytes",
  SUM("is_available") AS "available"
  FROM sys.segments WHERE "is_active" = 1`
const columnsQuery = `SELECT "TABLE_NAME" AS "datasource", "COLUMN_NAME" AS "name", "DATA_TYPE" AS "type"
  FROM INFORMATION_SCHEMA.COLUMNS WHERE "TABLE_SCHEMA" = 'druid'`

const only = (name: string | null, column: string) => (name === null ? '' : ` AND "${column}" = ?`)

export function createDatasourceReader({ druid, database }: Pick<Ports, 'druid' | 'database'>): DatasourceReader {
  /** Of one datasource, or of all. */
  const ask = (query: string, name: string | null, signal?: AbortSignal) =>
    druid.rows({ query, parameters: name === null ? [] : [{ type: 'VARCHAR', value: name }] }, signal ? { signal } : {})
  const askColumns = (name: string | null, signal?: AbortSignal) =>
    ask(`${columnsQuery}${only(name, 'TABLE_NAME')} ORDER BY "TABLE_NAME", "ORDINAL_POSITION"`, name, signal)
  /** What Druid refuses to plan may not be there, of which the list of all columns is the judge. */
  const askHeader = async (name: string, signal?: AbortSignal): Promise<readonly Row[]> => {
    try {
      const [names = [], types = []] = await druid.arrays({ query: compileColumns(name) }, signal ? { signal } : {})
      return names.map((column, index) => ({ datasource: name, name: column, type: types[index] }))
    } catch (error) {
      if (isRefusal(error)) return askColumns(name, signal)
      throw error
    }
  }
  const read = async (name: string | null, signal?: AbortSignal): Promise<readonly Datasource[]> => {
    const [segments, columnRows, intervals, words] = await Promise.all([
      ask(`${totals}${only(name, 'datasource')} GROUP BY 1 ORDER BY 1`, name, signal),
      name === null ? askColumns(null, signal) : askHeader(name, signal),
      name === null ? druid.intervals(signal) : druid.interval(name, signal).then((one) => new Map([[name, one]])),
      database.datasources.words(name),
    ])
    const names = segments.map((row) => String(row.datasource))
    const latest = new Map((await database.ingestions.latestQueryable(names)).map((one) => [one.datasource, one]))
    return segments.map((row) => {
      const own = String(row.datasource)
      const ingestion = latest.get(own)
      return {
        ...figures(row),
        name: own,
        interval: intervals.get(own) ?? null,
        ...(words.get(own) ?? unsaid),
        columns: columnRows
          .filter((column) => column.datasource === own)
          .map((column) => describeColumn(column, ingestion?.plan.columns ?? [])),
        lastIngestion: ingestion
          ? { id: ingestion.id, status: ingestion.status, at: ingestion.updatedAt.toISOString() }
          : null,
      }
    })
  }
  const find = async (name: string, signal?: AbortSignal): Promise<Datasource> => {
    const [found] = await read(name, signal)
    if (found === undefined)
      throw new ProductError(
        'not_found',
        `Druid has no datasource "${name}" with data in it. GET /api/v1/datasources lists those it has.`,
      )
    return found
  }
  const countValues = async (name: string): Promise<Counted | null> => {
    const [latest] = await database.ingestions.latestQueryable([name])
    const counts = latest ? await database.uploads.valueCounts(latest.uploadId) : null
    return latest && counts ? { ...counts, plan: latest.plan } : null
  }
  return {
    list: (signal) => read(null, signal),
    find,
    describe: async (name, signal) => {
      const [found, bounds, counted] = await Promise.all([
        find(name, signal),
        // one that cannot be asked for its rows can still be described
        druid.timeBoundary(name, signal).catch(() => null),
        countValues(name),
      ])
      return { ...found, bounds, valueCounts: counted && roughCounts(counted, found.rows) }
    },
    columns: async (name, signal) => {
      const [found, [latest]] = await Promise.all([
        askHeader(name, signal),
        database.ingestions.latestQueryable([name]),
      ])
      return found.length === 0 ? null : found.map((column) => describeColumn(column, latest?.plan.columns ?? []))
    },
    countMetric: async (name) => {
      const [latest] = await database.ingestions.latestQueryable([name])
      return latest ? countMetricOf(latest.plan) : null
    },
    sketches: async (name) => sharedSketches(await database.ingestions.keptMetrics(name)),
  }
}

function figures(row: Row) {
  const segments = number(row.segments)
  return {
    segments,
    rows: number(row.rows),
    bytes: number(row.bytes),
    availability: segments === 0 ? 0 : Math.round((1000 * number(row.available)) / segments) / 10,
  }
}

function describeColumn(column: Row, planned: readonly PlanColumn[]): DatasourceColumn {
  const name = String(column.name)
  if (name === '__time') return { name, type: 'timestamp', role: 'time' }
  const plan = planned.find((one) => one.as === name)
  const type = typeOf(String(column.type))
  if (plan) {
    const known = plan.type === 'boolean' || plan.type === 'timestamp' ? plan.type : type
    const isSummed = plan.role === 'measure' && known !== 'complex'
    return isSummed ? measure(name, known, plan.aggregate) : { name, type: known, role: 'dimension' }
  }
  return type === 'long' || type === 'double' ? measure(name, type) : { name, type, role: 'dimension' }
}

/** What filled it elsewhere, or before plans knew, is judged by its name. */
function measure(name: string, type: DatasourceColumn['type'], known?: ColumnAggregate): DatasourceColumn {
  const isAverage = (type === 'long' || type === 'double') && meaningOf(name, type) === 'average'
  return { name, type, role: 'measure', aggregate: known ?? (isAverage ? 'average' : 'sum') }
}

function typeOf(sqlType: string): DatasourceColumn['type'] {
  switch (sqlType) {
    case 'BIGINT':
    case 'INTEGER':
      return 'long'
    case 'DOUBLE':
    case 'FLOAT':
    case 'DECIMAL':
      return 'double'
    case 'TIMESTAMP':
      return 'timestamp'
    case 'VARCHAR':
      return 'string'
    default:
      return 'complex'
  }
}
