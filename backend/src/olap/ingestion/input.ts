import { type ColumnProfile, type IngestionPlan, type PlanColumn, ProductError, type Profile } from '@nemeton/contract'
import { epochRule } from '../tabular/epoch.ts'
import { isWeekOrQuarter } from '../tabular/times.ts'

export interface InputObject {
  readonly bucket: string
  readonly key: string
  readonly bytes: number
}

/** What Druid reads: the file as it came, or our normalised copy (one JSON object a line, one key per included column). */
export interface Input {
  readonly kind: 'original' | 'staged'
  readonly objects: readonly InputObject[]
}

/** What of a profile decides how Druid must read the file. */
export type Source = Pick<Profile, 'format' | 'compression' | 'dialect' | 'encoding'> & {
  readonly columns: readonly Pick<ColumnProfile, 'name' | 'type' | 'nullTokens'>[]
}

type Spec = Readonly<Record<string, unknown>>

export const buildInputSource = ({ objects }: Input): Spec => ({
  type: 's3',
  objects: objects.map(({ bucket, key }) => ({ bucket, path: key })),
})

export function buildInputFormat(plan: IngestionPlan, source: Source, input: Input): Spec {
  if (input.kind === 'staged') return { type: 'json' }
  const [obstacle] = sourceObstacles(plan, source, input)
  if (obstacle !== undefined) {
    throw new ProductError('invalid_plan', `Druid cannot read the file as it is: ${obstacle} Stage a copy of it.`)
  }
  return source.format === 'csv' ? delimited(plan, source) : flattened(plan, source)
}

/** Fields by position, in the order of the file; those that the plan leaves out are read and dropped. */
function delimited(plan: IngestionPlan, { dialect, columns }: Source): Spec {
  const delimiter = dialect?.delimiter ?? ','
  return {
    ...(delimiter === ',' ? { type: 'csv' } : { type: 'tsv', delimiter }),
    columns: fieldNames(plan, columns),
    findColumnsFromHeader: false,
    skipHeaderRows: (dialect?.preambleRows ?? 0) + (dialect?.headerRows ?? 1),
  }
}

/** Keys are read by name and stored under the plan's; what the plan leaves out is not read. */
function flattened(plan: IngestionPlan, { columns }: Source): Spec {
  const names = fieldNames(plan, columns)
  const fields = columns
    .map(({ name }, index) => ({ name, as: names[index] ?? name }))
    .filter(({ name }) => plan.columns.find((column) => column.name === name)?.include)
  if (fields.every(({ name, as }) => name === as)) return { type: 'json' }
  return {
    type: 'json',
    flattenSpec: {
      useFieldDiscovery: false,
      fields: fields.map(({ name, as }) =>
        name === as
          ? { type: 'root', name }
          : { type: 'path', name: as, expr: `$['${name.replaceAll(/['\\]/g, '\\$&')}']` },
      ),
    },
  }
}

/** What Druid's reader calls each column of the file: the name in Druid, or for what is no dimension one not taken. */
function fieldNames(plan: IngestionPlan, columns: Source['columns']): string[] {
  const stored = new Map(plan.columns.filter(isStored).map(({ name, as }) => [name, as]))
  const taken = new Set(['__time', ...stored.values()])
  return columns.map(({ name }) => {
    const as = stored.get(name)
    if (as !== undefined) return as
    let field = name
    while (taken.has(field)) field = `${field}_`
    taken.add(field)
    return field
  })
}

const isStored = ({ include, role }: PlanColumn): boolean => include && role !== 'time'

/** The field that holds the time in the file as it came. */
export function timeField(plan: IngestionPlan, { columns }: Pick<Source, 'columns'>): string {
  const time = plan.columns.find(({ role }) => role === 'time')
  return fieldNames(plan, columns)[columns.findIndex(({ name }) => name === time?.name)] ?? '__time'
}

/**
 * Why Druid would not store what the plan says if it read the file as it is, one sentence each; empty when it would.
 * To be asked besides what the reading of the file itself found.
 */
export function sourceObstacles(plan: IngestionPlan, source: Source, input: Pick<Input, 'objects'>): string[] {
  const { format, dialect, compression, encoding } = source
  const obstacles: string[] = []
  if (format !== 'csv' && format !== 'ndjson') obstacles.push(`It is ${format}.`)
  if (compression === 'gzip' && !input.objects.every(({ key }) => key.endsWith('.gz'))) {
    obstacles.push('It is packed with gzip and its name does not end in .gz.')
  }
  if (compression === 'zstd' && !input.objects.every(({ key }) => key.endsWith('.zst'))) {
    obstacles.push('It is packed with zstd and its name does not end in .zst.')
  }
  if (!/^(utf-?8|us-ascii|ascii)$/i.test(encoding)) obstacles.push(`It is written in ${encoding}, not in UTF-8.`)
  if (format === 'csv' && dialect) {
    if (dialect.delimiter !== ',' && dialect.quote !== null)
      obstacles.push('Its fields are quoted and not separated by commas.')
    if (dialect.delimiter === ',' && dialect.quote !== null && dialect.quote !== '"')
      obstacles.push(`Its quotes are ${dialect.quote}.`)
    if (dialect.escape !== null && dialect.escape !== '"')
      obstacles.push(`Its quotes are escaped by ${dialect.escape}.`)
    if (dialect.decimalSeparator === ',') obstacles.push('Its numbers have decimal commas.')
  }
  const { time } = plan
  if (time?.kind === 'column' && epochRule(time.format) === null && !['Etc/UTC', 'UTC'].includes(time.timezone)) {
    obstacles.push(`Its times are read in ${time.timezone}, and Druid would read them in UTC.`)
  }
  if (time?.kind === 'column' && isWeekOrQuarter(time.format)) {
    obstacles.push(`Its times are weeks or quarters (${time.format}), whose first day Druid does not find.`)
  }
  if (time?.kind === 'column' && time.clock !== undefined) {
    obstacles.push(`Its date and time of day stand in two columns, "${time.column}" and "${time.clock.column}".`)
  }
  for (const column of plan.columns) {
    if (!column.include || column.role === 'time') continue
    const found = source.columns.find(({ name }) => name === column.name)
    if (column.type === 'boolean') obstacles.push(`"${column.name}" holds true and false, which are stored as 1 and 0.`)
    else if (column.type === 'timestamp')
      obstacles.push(`"${column.name}" holds times, which are stored as milliseconds.`)
    else if (found && found.type !== column.type && column.type !== 'string') {
      obstacles.push(`"${column.name}" is read as ${column.type}, and not all of its values may be.`)
    }
    if (found?.nullTokens.some((token) => token !== '')) {
      obstacles.push(`"${column.name}" spells missing values as ${found.nullTokens.join(', ')}.`)
    }
  }
  return obstacles
}
