import type { DuckDBConnection, Json } from '@duckdb/node-api'
import type { Cell } from '@nemeton/contract'
import { aggregateOf, condition, keyOf, moved, text } from './oracle-sql.ts'
import { type Arithmetic, figureOf, type RandomQuery } from './random-queries.ts'

/** The same question answered by another engine: DuckDB adds up, and what stands around it is written a second time. */
export interface Oracle {
  readonly duckdb: DuckDBConnection
  readonly loaded: { readonly start: number; readonly end: number }
}

interface Figures {
  readonly now: Cell
  readonly before: Cell
}
type Values = ReadonlyMap<string, Figures>

export interface ExpectedRow {
  readonly path: readonly Cell[]
  readonly others: readonly number[]
  readonly cells: readonly Cell[]
}
export interface Expected {
  readonly rows: readonly ExpectedRow[]
  readonly totals: readonly Cell[] | null
  readonly complete: boolean
  /** What a time bucket without rows shows; undefined for a share of it, which is 0 of something and null of nothing. */
  readonly empty: readonly (Cell | undefined)[]
}

const rank = (cell: Cell): number => (cell === null ? 0 : 1)
function ascending(one: Cell, other: Cell): number {
  if (one === null || other === null) return rank(one) - rank(other)
  if (typeof one === 'string') return Buffer.compare(Buffer.from(one), Buffer.from(String(other)))
  return Number(one) - Number(other)
}

const minus = (now: Cell, before: Cell): number | null =>
  now === null || before === null ? null : Number(now) - Number(before)
const parts = (of: Cell, whole: Cell): number | null =>
  of === null || whole === null || Number(whole) === 0 ? null : Number(of) / Number(whole)

export async function expect({ body, formulas }: RandomQuery, { duckdb, loaded }: Oracle): Promise<Expected> {
  const { timezone: zone, measures, compare } = body
  const rowsOf = async (statement: string) => (await duckdb.runAndReadAll(statement)).getRowsJson() as Json[][]
  const [from, to] = body.interval.split('/').map((end) => Date.parse(end)) as [number, number]
  const [[start, end] = []] = compare
    ? ((
        await rowsOf(
          `SELECT ${moved(String(from), compare.shift, '-', zone)}, ${moved(String(to), compare.shift, '-', zone)}`,
        )
      ).map((row) => row.map(Number)) as [number, number][])
    : []
  const hasBefore = start !== undefined && end !== undefined && start < end && end > loaded.start && start < loaded.end
  const where = body.filter ? condition(body.filter) : 'TRUE'
  const now = `SELECT *, t AS shown, 0 AS side FROM data WHERE t >= ${from} AND t < ${to} AND ${where}`
  const held = compare && `greatest(least(${moved('t', compare.shift, '+', zone)}, ${to - 1}), ${from})`
  const before = `SELECT *, ${held} AS shown, 1 AS side FROM data WHERE t >= ${start} AND t < ${end} AND ${where}`
  const keys = body.splits.map((split, index) => `, ${keyOf(split, zone)} AS k${index}`).join('')
  await duckdb.run(
    `CREATE OR REPLACE TEMP TABLE asked AS SELECT *${keys} FROM (${hasBefore ? `${now} UNION ALL ${before}` : now})`,
  )

  const list = measures.flatMap((measure) => [aggregateOf(measure, 0), aggregateOf(measure, 1)]).join(', ')
  const figures = (row: readonly Json[]): Values => {
    const values = new Map<string, Figures>()
    const zero = (cell: Cell, kind: string) => (compare && kind === 'sum' && cell === null ? 0 : cell)
    measures.forEach(({ name, kind, column }, index) => {
      const read = (cell: Json | undefined): Cell =>
        cell == null
          ? null
          : column === '__time' && kind !== 'count' && kind !== 'countDistinct'
            ? new Date(Number(cell)).toISOString()
            : Number(cell)
      const after = zero(read(row[2 * index]), kind)
      values.set(name, { now: after, before: hasBefore ? zero(read(row[2 * index + 1]), kind) : null })
    })
    for (const [name, formula] of formulas) {
      const side = (which: 'now' | 'before') => evaluate(formula, (leaf) => values.get(leaf)?.[which] ?? null)
      values.set(name, { now: side('now'), before: hasBefore ? side('before') : null })
    }
    return values
  }
  const group = async (key: string | null, within: string) => {
    const found = await rowsOf(
      `SELECT ${key ?? 'NULL'}, ${list} FROM asked WHERE ${within} ${key ? `GROUP BY ALL` : ''}`,
    )
    return found.map(([cell, ...rest]) => ({ cell, values: figures(rest) }))
  }
  const [all] = (await group(null, 'TRUE')).map(({ values }) => values) as [Values]

  const shown = (values: Values, parent: Values): Cell[] =>
    measures.flatMap(({ name, of }) => {
      let { now, before } = values.get(name) as Figures
      const whole = of && (of === 'total' ? all : parent).get(name)
      if (whole) [now, before] = [parts(now, whole.now), parts(before, whole.before)]
      if (!compare) return [now]
      const change = minus(now, before)
      return [now, before, change, parts(change, before === null ? null : Math.abs(Number(before)))]
    })
  const cut = { any: false }
  const read = (cell: Json | undefined, index: number): Cell => {
    const { column, bucket } = body.splits[index] as RandomQuery['body']['splits'][number]
    if (cell == null) return null
    if (column === '__time') return new Date(Number(cell)).toISOString()
    return bucket !== undefined || column === 'n' || column === 'x' ? Number(cell) : (cell as Cell)
  }
  const expand = async (
    depth: number,
    within: string,
    parent: Values,
    path: Cell[],
    others: number[],
  ): Promise<ExpectedRow[]> => {
    const split = body.splits[depth]
    if (split === undefined) return []
    const isLast = depth === body.splits.length - 1
    const key = `k${depth}`
    const found = (await group(key, within)).map(({ cell, values }) => ({ raw: cell, cell: read(cell, depth), values }))
    found.sort((one, other) => {
      const sign = split.orderBy.direction === 'ascending' ? 1 : -1
      const by = (values: Values) => figureOf(values.get(split.orderBy.measure ?? '') as Figures, split.orderBy.by)
      const first =
        sign *
        (split.orderBy.measure !== undefined
          ? ascending(by(one.values), by(other.values))
          : ascending(one.cell, other.cell))
      return first || ascending(one.cell, other.cell)
    })
    const top = found.slice(0, split.limit)
    const rest = found.slice(split.limit)
    if (rest.length > 0) cut.any = true
    const literal = (raw: Json | undefined) =>
      raw == null
        ? 'NULL'
        : typeof raw === 'string' && split.column !== '__time' && split.column !== 'n'
          ? text(raw)
          : String(raw)
    const isOne = ({ raw }: { raw: Json | undefined }) => `${key} IS NOT DISTINCT FROM ${literal(raw)}`
    const rows: ExpectedRow[] = []
    for (const one of top) {
      const next = [...path, one.cell]
      if (isLast) rows.push({ path: next, others, cells: shown(one.values, parent) })
      else rows.push(...(await expand(depth + 1, `${within} AND ${isOne(one)}`, one.values, next, others)))
    }
    if (rest.length > 0 && split.other) {
      const beyond = `${within} AND NOT (${top.map(isOne).join(' OR ')})`
      const [left] = (await group(null, beyond)).map(({ values }) => values) as [Values]
      const next = [...path, null]
      if (isLast) rows.push({ path: next, others: [...others, depth], cells: shown(left, parent) })
      else rows.push(...(await expand(depth + 1, beyond, left, next, [...others, depth])))
    }
    return rows
  }
  const rows =
    body.splits.length === 0 ? [{ path: [], others: [], cells: shown(all, all) }] : await expand(0, 'TRUE', all, [], [])
  const nothing = figures(
    measures.flatMap(({ kind }) => (['count', 'sum', 'countDistinct'].includes(kind) ? [0, 0] : [null, null])),
  )
  return {
    rows,
    totals: body.totals && body.splits.length > 0 ? shown(all, all) : null,
    complete: !cut.any,
    empty: measures
      .flatMap(({ of }) => (compare ? [0, 1, 2, 3] : [0]).map(() => of))
      .map((of, index) => (of === undefined ? shown(nothing, all)[index] : undefined)),
  }
}

export function evaluate(formula: Arithmetic, value: (name: string) => Cell): number | null {
  if (typeof formula === 'number') return formula
  if (typeof formula === 'string') return value(formula) === null ? null : Number(value(formula))
  const [left, sign, right] = formula
  const [one, other] = [evaluate(left, value), evaluate(right, value)]
  if (one === null || other === null) return null
  if (sign === '+') return one + other
  if (sign === '-') return one - other
  return sign === '*' ? one * other : parts(one, other)
}
