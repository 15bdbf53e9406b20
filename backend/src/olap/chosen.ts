import { type Cell, ProductError } from '@nemeton/contract'
import { sql } from 'kysely'
import type { Fragment } from './druid-dialect.ts'
import { among, textValue } from './filter.ts'
import { bigint, double } from './parameter.ts'
import type { CompiledSplit } from './split.ts'
import { chosenOf, type Group, hasOther, levelOf } from './tree.ts'

/** What one statement may name: groups, each by its own condition, and values. More Druid's planner would not take. */
const mostGroups = 200
const mostNamed = 5000

const both = (left: Fragment | null, right: Fragment | null): Fragment | null =>
  left && right ? sql`${left} AND ${right}` : (left ?? right)

function either(parts: readonly Fragment[]): Fragment {
  if (parts.length > mostGroups)
    throw new ProductError(
      'invalid_query',
      `more than ${mostGroups} combinations of values were chosen, and the rest of each is asked for; lower the limits of the splits before the last, or leave out other`,
    )
  return parts.length === 1 ? (parts[0] as Fragment) : sql`(${sql.join(parts, sql` OR `)})`
}

/**
 * A millisecond after a bucket's start, as a long: Druid takes a bucket that is compared as it is for an interval and
 * fails to read that from a long (apache/druid #17871); a long list of timestamps it does not plan at all.
 */
const afterStart = (bucket: Fragment): Fragment => sql`TIMESTAMP_TO_MILLIS(${bucket}) + 1`

function bindCell(cell: Cell, { type }: CompiledSplit): Fragment {
  switch (type) {
    case 'timestamp':
      return bigint(Date.parse(String(cell)) + 1)
    case 'boolean':
      return bigint(cell === true ? 1 : 0)
    case 'long':
      return bigint(BigInt(cell as string | number))
    case 'double':
      return double(Number(cell))
    case 'string':
    case 'complex':
      return textValue(String(cell))
  }
}

/** The conditions by which statements of a level name the groups chosen above it; nothing is named where nothing was cut. */
export function chooser(root: Group, splits: readonly CompiledSplit[]) {
  let named = 0
  const isAmong = (groups: readonly Group[], split: CompiledSplit, exclude: boolean): Fragment => {
    named += groups.length
    if (named > mostNamed)
      throw new ProductError(
        'invalid_query',
        `the splits before "${split.name}" and their limits choose more than ${mostNamed} values; lower the limits, or filter`,
      )
    const present = groups.filter(({ cell }) => cell !== null).map(({ cell }) => bindCell(cell, split))
    const value = split.type === 'timestamp' ? afterStart(split.expression) : split.expression
    return sql`(${among(value, present, present.length < groups.length, exclude)})`
  }
  /** True for the rows of a group; null: for all. */
  const own = (group: Group, depth: number): Fragment | null => {
    if (group.parent === null) return null
    const split = splits[depth - 1] as CompiledSplit
    const chosen = group.isOther ? chosenOf(group.parent) : [group]
    return both(own(group.parent, depth - 1), isAmong(chosen, split, group.isOther))
  }
  const children = (parent: Group, depth: number, exclude: boolean): Fragment | null =>
    both(own(parent, depth), isAmong(chosenOf(parent), splits[depth] as CompiledSplit, exclude))
  return {
    /** True for the rows of the groups at this depth; null: for all. */
    within(depth: number): Fragment | null {
      for (let level = depth; level > 0; level -= 1) {
        const parents = levelOf(root, level - 1)
        const isWhole = (parent: Group) => !parent.isCut || hasOther(parent)
        if (parents.every(isWhole)) continue
        const shown = parents.filter(({ children }) => children.length > 0)
        // rows of other groups are dropped once they are here: a bound that cannot be planned may be a wider one
        if (shown.length > mostGroups / 4 || level * levelOf(root, level).length > mostNamed / 5) continue
        const parts = shown.map((parent) =>
          isWhole(parent) ? own(parent, level - 1) : children(parent, level - 1, false),
        )
        return either(parts.filter((part) => part !== null))
      }
      return null
    },
    /** By split before this depth: true for its chosen values, where the rest is a group too. */
    chosen(depth: number): (Fragment | null)[] {
      return Array.from({ length: depth }, (_, level) => {
        const parents = levelOf(root, level)
        if (!parents.some(hasOther)) return null
        const parts = parents.map((parent) => (hasOther(parent) ? children(parent, level, false) : own(parent, level)))
        return either(parts.filter((part) => part !== null))
      })
    },
    /** True for the rows beyond the limit of the groups at this depth; null: no limit has cut. */
    rest(depth: number): Fragment | null {
      const cut = levelOf(root, depth).filter(({ isCut }) => isCut)
      if (cut.length === 0) return null
      return either(cut.map((parent) => children(parent, depth, true) as Fragment))
    },
  }
}
