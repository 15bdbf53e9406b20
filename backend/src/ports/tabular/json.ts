import { ProductError } from '@nemeton/contract'
import { mergeStructures, type Structure } from '../../olap/tabular/json-structure.ts'
import { maxColumns, type Text, utf8PathOf } from './delimited.ts'
import type { Engine } from './engine.ts'
import { decodeHead, readHead } from './head.ts'
import { checkDepth, checkHead, faultOf, largest, readable, unplaced } from './json-checks.ts'
import { copyLines } from './json-lines.ts'
import { literal } from './literal.ts'
import type { Source } from './source.ts'
import { unwrapList } from './wrapped-list.ts'

interface Leaf {
  readonly name: string
  readonly key: string
  readonly path: readonly string[]
  readonly list: boolean
}

/** The columns of objects: nested objects become `a.b`, lists stay JSON text. */
export const leavesOf = (structure: { readonly [key: string]: Structure }): Leaf[] => {
  const leaves: Leaf[] = []
  const walk = (value: Structure, path: readonly string[]): void => {
    if (typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length > 0 && path.length < 8) {
      for (const [key, below] of Object.entries(value)) walk(below, [...path, key])
    } else
      leaves.push({
        name: path.join('.'),
        key: path[0] as string,
        path: path.slice(1),
        list: typeof value === 'object' || value === 'JSON',
      })
  }
  for (const [key, value] of Object.entries(structure)) walk(value, [key])
  return leaves
}

const pathOf = (keys: readonly string[]): string =>
  literal(`$${keys.map((key) => `."${key.replaceAll('"', '\\"')}"`).join('')}`)

const pointerTo = (keys: readonly string[]): string =>
  literal(keys.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''))

/** DuckDB takes no columns without a name, nor two whose names differ in case alone: such objects are read as they stand. */
const isOdd = (keys: readonly string[]): boolean =>
  keys.includes('') || new Set(keys.map((key) => key.toLowerCase())).size < keys.length

const relation = (path: string, format: string, leaves: readonly Leaf[]): { from: string; cells: string[] } => {
  const keys = [...new Set(leaves.map((leaf) => leaf.key))]
  if (isOdd(keys))
    return {
      from: `read_json_objects(${literal(path)}, format=${literal(format)}, maximum_object_size=${largest})`,
      cells: leaves.map((leaf) => `json_extract_string(json, ${pointerTo([leaf.key, ...leaf.path])})`),
    }
  const nested = new Set(leaves.filter((leaf) => leaf.path.length > 0).map((leaf) => leaf.key))
  const columns = keys.map((key) => `${literal(key)}: '${nested.has(key) ? 'JSON' : 'VARCHAR'}'`).join(', ')
  const cells = leaves.map((leaf) => {
    const column = `"${leaf.key.replaceAll('"', '""')}"`
    if (leaf.path.length === 0) return column
    return `json_extract_string(${column}, ${pathOf(leaf.path)})`
  })
  return {
    from: `read_json(${literal(path)}, format=${literal(format)}, columns={${columns}}, maximum_object_size=${largest})`,
    cells,
  }
}

/** Objects of one file are of few shapes: those are told apart in DuckDB and merged here, which takes little memory. */
async function readStructure(
  engine: Engine,
  path: string,
  way: string,
  signal: AbortSignal,
): Promise<Structure | null> {
  await engine.run('SET threads = 1')
  try {
    const shapes = await engine.rows(
      `SELECT DISTINCT json_structure(json) AS shape FROM read_json_objects(${literal(path)}, format='${way}', maximum_object_size=${largest})`,
    )
    return shapes
      .map(({ shape }) => JSON.parse(String(shape)) as Structure)
      .reduce<Structure | null>((all, shape) => (all === null ? shape : mergeStructures(all, shape)), null)
  } catch (error) {
    throw way === 'newline_delimited' ? readable(error) : ((await faultOf(path, signal)) ?? unplaced(error))
  }
}

/** Opens NDJSON, a JSON array or an object that wraps one; `located` writes each object's place beside its values. */
export const openJson = async (
  engine: Engine,
  text: Text,
  written: 'json' | 'ndjson',
  located: boolean,
  signal: AbortSignal,
): Promise<Source> => {
  const whole = await utf8PathOf(text, signal)
  const list = await unwrapList(whole, signal)
  const path = list?.path ?? whole
  const format = list === null ? written : 'json'
  const start = await readHead(path)
  const head = decodeHead(start.bytes, 'utf-8')
  await checkDepth(path, format, located, signal)
  checkHead(head, format, start.whole)
  const way = format === 'ndjson' ? 'newline_delimited' : head.trimStart().startsWith('[') ? 'array' : 'unstructured'
  const base = {
    format,
    compression: text.file.compression,
    path,
    badPath: `${text.file.path}.bad`,
    dialect: null,
    encoding: text.encoding,
    bom: text.bom,
    quotes: true,
    warnings: list === null ? [] : [list.warning],
  }
  if (located && format === 'ndjson') return copyLines(base, `${text.file.path}.rows`, signal)
  const structure = await readStructure(engine, path, way, signal)
  if (structure === null) throw new ProductError('no_rows', 'The file holds no object. Add at least one.')
  if (typeof structure !== 'object' || Array.isArray(structure))
    throw new ProductError('unreadable_file', 'The JSON is no list of objects. Write one object a row.')
  const leaves = leavesOf(structure as Record<string, Structure>)
  if (leaves.length > maxColumns)
    throw new ProductError(
      'too_many_columns',
      `The objects have ${leaves.length.toLocaleString('en')} different fields; at most ${maxColumns.toLocaleString('en')} can be loaded.`,
      { details: { columns: leaves.length } },
    )
  if (leaves.length === 0) throw new ProductError('no_rows', 'The objects have no fields.')
  const { from, cells } = relation(path, way, leaves)
  const sample = await engine.rows(
    `SELECT ${cells.map((cell, n) => `${cell} AS c${n}`).join(', ')} FROM ${from} LIMIT 2000`,
  )
  const rows = sample.map((row) => leaves.map((_, n) => (row[`c${n}`] ?? null) as string | null))
  return {
    ...base,
    from: located ? `(SELECT *, row_number() OVER () AS line_, 0 AS start_, 0 AS length_ FROM ${from})` : from,
    names: leaves.map((leaf) => leaf.name),
    cells,
    declared: leaves.map(() => null),
    sample: rows,
    spread: rows,
    growth: Number.POSITIVE_INFINITY,
    located,
    bad: 0,
    nested: leaves.some((leaf) => leaf.path.length > 0 || leaf.list),
  }
}
