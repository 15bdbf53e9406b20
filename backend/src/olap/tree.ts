import type { Cell, Row } from '@nemeton/contract'
import type { Shape } from './shape.ts'

/** A value of a split under the values of the splits before it, with the measures that its level asked for. */
export interface Group {
  readonly cell: Cell
  /** Stands for all values of its parent that were not chosen. */
  readonly isOther: boolean
  readonly parent: Group | null
  values: Row
  /** The chosen values of the next split, in order; the rest as one group at the end. */
  readonly children: Group[]
  /** Whether a limit left out values of the next split. */
  isCut: boolean
}

export const newGroup = (cell: Cell, parent: Group | null, values: Row = [], isOther = false): Group => ({
  cell,
  isOther,
  parent,
  values,
  children: [],
  isCut: false,
})

/** The groups of a level, in the order of their parents. */
export const levelOf = (root: Group, depth: number): readonly Group[] =>
  depth === 0 ? [root] : levelOf(root, depth - 1).flatMap(({ children }) => children)

export const chosenOf = ({ children }: Group): readonly Group[] => children.filter(({ isOther }) => !isOther)

export const hasOther = ({ children }: Group): boolean => children.some(({ isOther }) => isOther)

/** Cells of the splits from the first one on. */
export const pathOf = (group: Group): Group[] => (group.parent === null ? [] : [...pathOf(group.parent), group])

const key = (cell: Cell, isOther: boolean): string => (isOther ? 'other' : JSON.stringify(cell))

interface ReadRow {
  readonly path: readonly { readonly cell: Cell; readonly isOther: boolean }[]
  readonly values: Row
}

/** Columns of splits, each with the mark of its rest beside it where there is one, then the measures. */
function readRow(row: Row, { columns }: Shape): ReadRow {
  const path: { cell: Cell; isOther: boolean }[] = []
  const values: Cell[] = []
  columns.forEach(({ role }, index) => {
    const cell = row[index] ?? null
    if (role === 'split') path.push({ cell, isOther: columns[index + 1]?.role === 'rest' && row[index + 1] === 1 })
    else if (role === 'measure') values.push(cell)
  })
  return { path, values }
}

/** The group of a path; levels that were not asked for grow here as they are met. */
function findGroup(root: Group, path: ReadRow['path'], asked: readonly boolean[], known: Known): Group | null {
  let group: Group = root
  for (const [depth, { cell, isOther }] of path.entries()) {
    let children = known.get(group)
    if (children === undefined) {
      children = new Map(group.children.map((child) => [key(child.cell, child.isOther), child]))
      known.set(group, children)
    }
    let child = children.get(key(cell, isOther))
    if (child === undefined) {
      if (asked[depth]) return null
      child = newGroup(cell, group)
      group.children.push(child)
      children.set(key(cell, isOther), child)
    }
    group = child
  }
  return group
}

type Known = Map<Group, Map<string, Group>>

/** Puts rows of the next level under their parents, so many of each; rows of parents that were not chosen have no place. */
export function grow(
  root: Group,
  rows: readonly Row[],
  shape: Shape,
  { limit, asked }: { readonly limit: number; readonly asked: readonly boolean[] },
): void {
  const known: Known = new Map()
  const place = shape.columns.findIndex(({ role }) => role === 'place')
  const placed = place === -1 ? rows : rows.toSorted((one, other) => Number(one[place]) - Number(other[place]))
  for (const row of placed) {
    const { path, values } = readRow(row, shape)
    const last = path.at(-1)
    const parent = findGroup(root, path.slice(0, -1), asked, known)
    if (parent === null || last === undefined) continue
    if (parent.children.length < limit) parent.children.push(newGroup(last.cell, parent, values))
    else parent.isCut = true
  }
}

/** Puts the values of a level that was not asked for into its own order. */
export function sortLevel(root: Group, depth: number, direction: 'ascending' | 'descending'): void {
  const sign = direction === 'ascending' ? 1 : -1
  const rank = (cell: Cell): string => (cell === null ? '' : String(cell))
  for (const { children } of levelOf(root, depth - 1))
    children.sort((one, other) => sign * (rank(one.cell) < rank(other.cell) ? -1 : 1))
}

/** A group at the end for what a limit left out, still without its values. */
export function growOthers(parents: readonly Group[]): void {
  for (const parent of parents) if (parent.isCut) parent.children.push(newGroup(null, parent, [], true))
}

/** Values of what a limit left out of each parent. */
export function fillOthers(root: Group, rows: readonly Row[], shape: Shape): void {
  const known: Known = new Map()
  for (const row of rows) {
    const { path, values } = readRow(row, shape)
    const other = findGroup(root, path, [true, true, true, true], known)?.children.at(-1)
    if (other?.isOther) other.values = values
  }
}
