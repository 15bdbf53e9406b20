import type { Datasource } from '@nemeton/contract'
import { queryOptions } from '@tanstack/react-query'
import { newId } from '../api/id.ts'
import { readResult } from './read.ts'
import { cellText } from './result.ts'
import { quoteName } from './words.ts'

export interface SchemaColumn {
  readonly name: string
  readonly type: string
}

export interface SchemaTable {
  readonly name: string
  /** As it stands after FROM. */
  readonly written: string
  readonly columns: readonly SchemaColumn[]
}

export interface SchemaFunction {
  readonly name: string
  readonly isAggregator: boolean
  readonly signatures: string
}

export interface Schema {
  readonly tables: readonly SchemaTable[]
  readonly functions: readonly SchemaFunction[]
}

const rowsOf = async (statement: string, signal: AbortSignal) =>
  (await readResult({ statement, queryId: newId(), rowLimit: 10_000, signal, onProgress: () => {} })).rows

/** The functions that this Druid has, extensions included; operators are left out. */
export const functionsQuery = queryOptions({
  queryKey: ['sql', 'functions'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async ({ signal }): Promise<readonly SchemaFunction[]> =>
    (await rowsOf('SELECT ROUTINE_NAME, IS_AGGREGATOR, SIGNATURES FROM INFORMATION_SCHEMA.ROUTINES', signal))
      .map(([name, aggregates, signatures]) => ({
        name: cellText(name),
        isAggregator: aggregates === 'YES',
        signatures: cellText(signatures).replaceAll("'", ''),
      }))
      .filter(({ name }) => /^[A-Z][A-Z0-9_]*$/.test(name))
      .toSorted((one, other) => one.name.localeCompare(other.name)),
})

/** Druid's own tables, of which there are columns but no datasources. */
export const systemTablesQuery = queryOptions({
  queryKey: ['sql', 'system tables'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: async ({ signal }): Promise<readonly SchemaTable[]> => {
    const rows = await rowsOf(
      `SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, DATA_TYPE FROM INFORMATION_SCHEMA.COLUMNS
       WHERE TABLE_SCHEMA IN ('sys', 'INFORMATION_SCHEMA')`,
      signal,
    )
    const tables = new Map<string, SchemaColumn[]>()
    for (const row of rows) {
      const [schema = '', table = '', name = '', type = ''] = row.map(cellText)
      const key = `${schema}.${table}`
      tables.set(key, [...(tables.get(key) ?? []), { name, type: type.toLowerCase() }])
    }
    return [...tables].map(([name, columns]) => ({ name, written: name, columns }))
  },
})

export const tablesOf = (datasources: readonly Datasource[]): readonly SchemaTable[] =>
  datasources.map(({ name, columns }) => ({
    name,
    written: quoteName(name),
    columns: [{ name: '__time', type: 'timestamp' }, ...columns.filter((column) => column.name !== '__time')],
  }))
