import { ProductError } from '@nemeton/contract'
import type { Rule } from '../../olap/tabular/types.ts'
import { maxColumns } from './delimited.ts'
import type { Engine } from './engine.ts'
import { identifier, literal } from './literal.ts'
import type { Source } from './source.ts'
import type { SpooledFile } from './tabular.ts'

interface Column {
  readonly name: string
  readonly cell: string
  readonly rule: Rule | null
  readonly nested: boolean
}

const millis: Rule = { type: 'timestamp', format: 'millis', patterns: [], epoch: 1_000 }

const columnOf = (name: string, value: string, type: string): Column => {
  if (/^(?:TINYINT|SMALLINT|INTEGER|BIGINT|UTINYINT|USMALLINT|UINTEGER)$/.test(type))
    return { name, cell: `CAST(${value} AS VARCHAR)`, rule: { type: 'long', style: null }, nested: false }
  if (/^(?:FLOAT|DOUBLE|DECIMAL)/.test(type))
    return {
      name,
      cell: `CAST(CAST(${value} AS DOUBLE) AS VARCHAR)`,
      rule: { type: 'double', style: null },
      nested: false,
    }
  if (type === 'BOOLEAN')
    return {
      name,
      cell: `CAST(${value} AS VARCHAR)`,
      rule: { type: 'boolean', yes: ['true'], no: ['false'] },
      nested: false,
    }
  if (/^(?:TIMESTAMP|DATE)/.test(type))
    return { name, cell: `CAST(epoch_ms(CAST(${value} AS TIMESTAMPTZ)) AS VARCHAR)`, rule: millis, nested: false }
  const nested = /\[|MAP|STRUCT|UNION|LIST/.test(type)
  return {
    name,
    cell: nested
      ? `CAST(to_json(${value}) AS VARCHAR)`
      : type === 'BLOB'
        ? `base64(${value})`
        : `CAST(${value} AS VARCHAR)`,
    rule: type === 'VARCHAR' ? null : { type: 'string' },
    nested,
  }
}

/** The fields of `STRUCT(a INTEGER, "b c" STRUCT(d DATE))` one level down; null for other types. */
export const structFields = (type: string): { readonly name: string; readonly type: string }[] | null => {
  if (!type.startsWith('STRUCT(') || !type.endsWith(')')) return null
  const fields: { name: string; type: string }[] = []
  const inner = type.slice(7, -1)
  let depth = 0
  let quoted = false
  let begin = 0
  const add = (end: number): void => {
    const field = inner.slice(begin, end).trim()
    const match = /^(?:"((?:[^"]|"")*)"|(\S+)) (.*)$/s.exec(field)
    if (match !== null)
      fields.push({ name: (match[1] ?? match[2] ?? '').replaceAll('""', '"'), type: match[3] as string })
  }
  for (let at = 0; at < inner.length; at++) {
    const char = inner[at]
    if (char === '"') quoted = !quoted
    if (quoted) continue
    if (char === '(') depth++
    if (char === ')') depth--
    if (char === ',' && depth === 0) {
      add(at)
      begin = at + 1
    }
  }
  add(inner.length)
  return fields
}

const flatten = (name: string, value: string, type: string, depth = 0): Column[] => {
  const fields = depth < 6 ? structFields(type) : null
  if (fields === null) return [columnOf(name, value, type)]
  return fields
    .flatMap((field) => flatten(`${name}.${field.name}`, `${value}.${identifier(field.name)}`, field.type, depth + 1))
    .map((column) => ({ ...column, nested: true }))
}

/** Columns of a file may be named as ours are: they get names of our own. */
const locatedRows = (columns: readonly Column[], path: string, numbered: boolean): string => {
  const cells = columns.map(({ cell }, n) => `${cell} AS c${n}`).join(', ')
  const line = numbered ? 'file_row_number + 1' : 'row_number() OVER ()'
  const from = `read_parquet(${literal(path)}, file_row_number=${numbered})`
  return `(SELECT ${line} AS line_, 0 AS start_, 0 AS length_, ${cells} FROM ${from})`
}

/** Opens a Parquet file: its own types are kept, structures become `a.b`, lists JSON text. */
export const openParquet = async (engine: Engine, file: SpooledFile, located: boolean): Promise<Source> => {
  const from = `read_parquet(${literal(file.path)})`
  let described: { name: string; type: string }[]
  try {
    const rows = await engine.rows(`DESCRIBE SELECT * FROM ${from}`)
    described = rows.map((row) => ({ name: String(row.column_name), type: String(row.column_type) }))
  } catch (error) {
    throw new ProductError(
      'unreadable_file',
      'The Parquet file cannot be read: its footer is missing or broken. Write it again and send it whole.',
      { cause: error },
    )
  }
  const numbered = described.every(({ name }) => name.toLowerCase() !== 'file_row_number')
  const columns = described.flatMap((column) => flatten(column.name, identifier(column.name), column.type))
  if (columns.length > maxColumns)
    throw new ProductError(
      'too_many_columns',
      `The file has ${columns.length.toLocaleString('en')} columns; at most ${maxColumns.toLocaleString('en')} can be loaded.`,
      { details: { columns: columns.length } },
    )
  const sample = await engine.rows(
    `SELECT ${columns.map((column, n) => `${column.cell} AS c${n}`).join(', ')} FROM ${from} LIMIT 2000`,
  )
  if (sample.length === 0) throw new ProductError('no_rows', 'The Parquet file has columns but no rows.')
  const rows = sample.map((row) => columns.map((_, n) => (row[`c${n}`] ?? null) as string | null))
  return {
    format: 'parquet',
    compression: file.compression,
    from: located ? locatedRows(columns, file.path, numbered) : from,
    names: columns.map((column) => column.name),
    cells: located ? columns.map((_, n) => `c${n}`) : columns.map((column) => column.cell),
    declared: columns.map((column) => column.rule),
    sample: rows,
    spread: rows,
    growth: Number.POSITIVE_INFINITY,
    located,
    path: file.path,
    bad: 0,
    badPath: `${file.path}.bad`,
    dialect: null,
    encoding: 'binary',
    bom: false,
    nested: columns.some((column) => column.nested),
    quotes: true,
    warnings: [],
  }
}
