import type { Cell } from '@nemeton/contract'
import { bucketStarts } from '../format/time.ts'
import { type Choice, type Compared, keyWords, nothing, type Result } from './result.ts'

/** A head of a row or of a column. */
export interface Head {
  readonly label: string
  readonly cell: Cell
  readonly choices: readonly Choice[]
  readonly other: boolean
}

/** An answer with one of its splits across and the others down. */
export interface Matrix {
  /** One head a split that lies down. */
  readonly rows: readonly (readonly Head[])[]
  readonly columns: readonly Head[]
  readonly cells: readonly (readonly (readonly Compared[])[])[]
}

const keyOf = (cell: Cell, other: boolean): string => (other ? 'other' : JSON.stringify(cell))

/** Values stay in the order of the answer; time and numbers run upwards; the rest comes last. */
export function matrixOf(result: Result, across: number): Matrix {
  const heads = (splits: readonly number[]) =>
    new Map(
      result.rows.map((row) => [
        splits.map((split) => keyOf(row.keys[split] ?? null, row.others.includes(split))).join(),
        splits.map((split): Head => {
          const cell = row.keys[split] ?? null
          const other = row.others.includes(split)
          return { label: keyWords(result, row, split), cell, other, choices: other ? [] : [{ split, cell }] }
        }),
      ]),
    )
  const down = result.splits.map((_, split) => split).filter((split) => split !== across)
  const rows = heads(down)
  const ordered = down.length === 1 ? order([...rows], result.splits[down[0] ?? 0]?.kind) : [...rows]
  const columns = order([...heads([across])], result.splits[across]?.kind)
  const rowPlace = new Map(ordered.map(([key], place) => [key, place]))
  const columnPlace = new Map(columns.map(([key], place) => [key, place]))
  const cells: (readonly Compared[])[][] = ordered.map(() => columns.map(() => []))
  for (const row of result.rows) {
    const key = (split: number) => keyOf(row.keys[split] ?? null, row.others.includes(split))
    const line = cells[rowPlace.get(down.map(key).join()) ?? -1]
    const place = columnPlace.get(key(across))
    if (line && place !== undefined) line[place] = row.values
  }
  return {
    rows: ordered.map(([, list]) => list),
    columns: columns.flatMap(([, [head]]) => head ?? []),
    cells,
  }
}

type Entry = readonly [string, readonly Head[]]

function order(entries: readonly Entry[], kind: string | undefined): readonly Entry[] {
  const rank = ([, [head]]: Entry): number => (head?.other ? Number.POSITIVE_INFINITY : numberOf(head?.cell ?? null))
  if (kind !== 'time' && kind !== 'number')
    return entries.toSorted(([, [one]], [, [other]]) => Number(one?.other ?? false) - Number(other?.other ?? false))
  return entries.toSorted((one, other) => (rank(one) < rank(other) ? -1 : rank(one) > rank(other) ? 1 : 0))
}

/** No value stands before all numbers. */
function numberOf(cell: Cell): number {
  if (cell === null) return Number.NEGATIVE_INFINITY
  return typeof cell === 'string' && Number.isNaN(Number(cell)) ? Date.parse(cell) : Number(cell)
}

/** The instant of a time cell. */
export const instantOf = (cell: Cell): number => numberOf(cell)

/** More series than this cannot be told apart. */
export const mostSeries = 6

export interface OverTime {
  readonly at: readonly number[]
  /** The other split's values with what was measured at each instant; one without heads when there is no other split. */
  readonly series: readonly { readonly head: Head | null; readonly values: readonly Compared[] }[]
  /** Of the values of the other split. */
  readonly colors: ReadonlyMap<string | null, number>
  /** Values that were left out. */
  readonly left: number
}

/** The measure in front over every bucket of the interval; a bucket without rows is a zero where parts add up. */
export function overTime(result: Result): OverTime {
  const { splits, span, zone, front } = result
  const time = splits.findIndex(({ kind }) => kind === 'time')
  const matrix = matrixOf(result, time)
  const additive = result.measures[front]?.additive ?? false
  const place = new Map(matrix.columns.map(({ cell }, index) => [instantOf(cell), index]))
  const period = splits[time]?.period
  const expected = period ? bucketStarts(span.from, span.to, period, zone) : []
  const known = new Set(expected)
  const found = [...place.keys()].filter((at) => Number.isFinite(at))
  const at = found.every((instant) => known.has(instant)) ? expected : found
  const empty: Compared = additive ? { ...nothing, now: 0 } : nothing
  const lines = matrix.rows.map(([head], row) => ({
    head: head ?? null,
    values: at.map((instant) => matrix.cells[row]?.[place.get(instant) ?? -1]?.[front] ?? empty),
  }))
  const colors = splits.find((_, split) => split !== time)?.colors ?? new Map()
  return { at, colors, series: lines.slice(0, mostSeries), left: Math.max(0, lines.length - mostSeries) }
}
