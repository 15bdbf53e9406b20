import { type changeDatasource, type DatasourceDetail, ProductError } from '@nemeton/contract'
import type { z } from 'zod'
import type { Ports } from '../../ports/ports.ts'
import type { DatasourceReader } from '../../queries/datasource-reader.ts'

type Change = z.infer<typeof changeDatasource.body>

/** Keeps what people say of a datasource, once every column that they name is there. */
export async function changeWords(
  name: string,
  { description, measures, formats }: Change,
  { database, datasources }: Pick<Ports, 'database'> & { datasources: DatasourceReader },
  signal: AbortSignal,
): Promise<DatasourceDetail> {
  const { columns } = await datasources.find(name, signal)
  const known = new Map(columns.map((column) => [column.name, column]))
  for (const measure of measures ?? []) {
    const column = measure.column === undefined ? null : known.get(measure.column)
    if (column === undefined) throw unknownColumn(name, measure.column ?? '', `the measure "${measure.name}"`)
    if (column === null && measure.kind !== 'count')
      throw new ProductError('invalid_request', `The measure "${measure.name}" (${measure.kind}) needs a column.`)
    const isNumber = column === null || ['long', 'double', 'boolean'].includes(column.type)
    if (!isNumber && measure.kind !== 'count' && measure.kind !== 'countDistinct')
      throw new ProductError(
        'invalid_request',
        `The measure "${measure.name}" (${measure.kind}) needs a column of numbers, and "${column?.name}" is of type ${column?.type}.`,
      )
  }
  for (const column of Object.keys(formats ?? {})) if (!known.has(column)) throw unknownColumn(name, column, 'a format')
  await database.datasources.say(name, {
    ...(description === undefined ? {} : { description: description?.trim() || null }),
    ...(measures === undefined ? {} : { measures }),
    ...(formats === undefined ? {} : { formats: formats ?? {} }),
  })
  return datasources.describe(name, signal)
}

const unknownColumn = (name: string, column: string, where: string) =>
  new ProductError(
    'invalid_request',
    `"${name}" has no column "${column}", which ${where} names. GET /api/v1/datasources/${encodeURIComponent(name)} lists those it has.`,
  )
