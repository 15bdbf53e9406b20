import { axisStarts } from './fill-time.ts'
import { loadedNow, mostRows, type Parts } from './groups.ts'
import { orderOf } from './order.ts'
import type { Shape } from './shape.ts'
import { formatInstant } from './time.ts'
import { type Group, levelOf, newGroup } from './tree.ts'

/** Time buckets in which nothing happened, where the last split runs along time and no limit has cut it. */
export function fillGroups(parts: Parts, root: Group, shape: Shape): void {
  const { query, splits } = parts
  const [split, asked] = [splits.at(-1), query.splits.at(-1)]
  if (split === undefined || asked === undefined || split.granularity === null) return
  const order = orderOf(asked, split, query)
  if (order.name !== split.name) return
  const parents = levelOf(root, splits.length - 1).filter(({ isCut, children }) => !isCut && children.length > 0)
  const axis = {
    name: split.name,
    granularity: split.granularity,
    interval: split.name === '__time' ? loadedNow(parts) : null,
  }
  const cells = parents.flatMap(({ children }) => children.map(({ cell }) => cell))
  const starts = parents.length > 0 ? axisStarts(cells, axis, query.timezone) : null
  if (starts === null || starts.length * parents.length > mostRows) return
  const empty = shape.columns.filter(({ role }) => role === 'measure').map((column) => column.empty)
  const sign = order.direction === 'ascending' ? 1 : -1
  for (const parent of parents) {
    const known = new Set(parent.children.map(({ cell }) => cell))
    const missing = starts.map(formatInstant).filter((start) => !known.has(start))
    parent.children.push(...missing.map((start) => newGroup(start, parent, empty)))
    // no instant at all comes first, as Druid has it
    parent.children.sort((one, other) => sign * String(one.cell ?? '').localeCompare(String(other.cell ?? ''), 'en'))
  }
}
