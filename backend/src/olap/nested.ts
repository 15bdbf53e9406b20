import type { Measure, Query, Row, TableColumn } from '@nemeton/contract'
import { chooser } from './chosen.ts'
import { compileTotals } from './compile.ts'
import type { DatasourceSchema } from './datasource-schema.ts'
import type { Fragment } from './druid-dialect.ts'
import { fillGroups } from './fill-groups.ts'
import { fillTime } from './fill-time.ts'
import { compileGroups, compileParts, mayCut, mostRows, type Parts } from './groups.ts'
import { orderMeasure } from './order.ts'
import type { Compiled, Shape } from './shape.ts'
import { shareOf, wantsShares } from './shares.ts'
import { type Asking, type Content, readAnswer } from './table.ts'
import { fillOthers, type Group, grow, growOthers, levelOf, newGroup, pathOf, sortLevel } from './tree.ts'

/** A statement that the next one does not wait for, and what to do with its rows. */
interface Beside {
  readonly compiled: Compiled
  readonly keep: (rows: readonly Row[], shape: Shape) => void
}

/**
 * Splits under splits, one statement a level: the values chosen on a level bound the next one, whose limit then holds
 * for each of them. What a limit leaves out is asked for by a statement of its own, never subtracted.
 */
export function* answerNested(query: Query, datasource: DatasourceSchema): Asking {
  const parts = compileParts(query, datasource)
  // whatever is wrong with the query is said before anything is asked
  compileGroups(parts, {
    depth: query.splits.length,
    measures: query.measures,
    within: null,
    chosen: [],
    limited: true,
  })
  const root = newGroup(null, null)
  const last = query.splits.length
  const asked = query.splits.map((_, index) => index === last - 1 || isNeeded(parts, index))
  let beside: Beside[] = []
  if (query.totals || wantsShares(query, 'total') || (last === 1 && wantsShares(query, 'parent')))
    beside.push({
      compiled: compileTotals(query, datasource),
      keep: ([total = []]) => {
        root.values = total
      },
    })
  let columns: TableColumn[] = []
  let leaves: Compiled | null = null
  let parentShape: Shape | null = null
  for (let depth = 1; depth <= last; depth += 1) {
    if (!asked[depth - 1]) continue
    const measures = depth === last ? query.measures : measuresOf(parts, depth)
    const compiled = compileLevel(parts, depth, measures, root)
    const answers: readonly (readonly (readonly unknown[])[])[] = yield [compiled, ...beside.map((one) => one.compiled)]
    const [found, ...others] = answers.map((rows, index) =>
      readAnswer((index === 0 ? compiled : (beside[index - 1] as Beside).compiled).shape, rows),
    )
    beside.forEach(({ compiled: { shape }, keep }, index) => {
      keep(others[index]?.rows ?? [], shape)
    })
    beside = []
    grow(root, found?.rows ?? [], compiled.shape, { limit: query.splits[depth - 1]?.limit ?? mostRows, asked })
    if (depth === last - 1) parentShape = compiled.shape
    if (depth === last) {
      columns = (found?.columns ?? []).filter((_, index) => isShown(compiled.shape, index))
      leaves = compiled
    }
    const rest = query.splits[depth - 1]?.other ? chooser(root, parts.splits).rest(depth - 1) : null
    if (rest === null) continue
    if (depth === last || (depth === last - 1 && wantsShares(query, 'parent')))
      beside.push({
        compiled: compileWhole(parts, depth - 1, measures, root, rest),
        keep: (rows, shape) => {
          fillOthers(root, rows, shape)
        },
      })
    growOthers(levelOf(root, depth - 1))
  }
  if (beside.length > 0) {
    const answers = yield beside.map(({ compiled }) => compiled)
    beside.forEach(({ compiled: { shape }, keep }, index) => {
      keep(readAnswer(shape, answers[index] ?? []).rows, shape)
    })
  }
  asked.forEach((isAsked, index) => {
    const split = query.splits[index]
    if (!isAsked && split) sortLevel(root, index + 1, split.orderBy?.direction ?? 'ascending')
  })
  return toTree(parts, root, columns, leaves as Compiled, parentShape)
}

/** The first values of a level under each value chosen above it. */
function compileLevel(parts: Parts, depth: number, measures: readonly Measure[], root: Group): Compiled {
  const choose = chooser(root, parts.splits)
  const [within, chosen] = [choose.within(depth - 1), choose.chosen(depth - 1)]
  return compileGroups(parts, { depth, measures, within, chosen, limited: true })
}

/** One row for each group of a level, over the rows that are within. */
function compileWhole(
  parts: Parts,
  depth: number,
  measures: readonly Measure[],
  root: Group,
  within: Fragment | null,
): Compiled {
  const chosen = chooser(root, parts.splits).chosen(depth)
  return compileGroups(parts, { depth, measures, within, chosen, limited: false })
}

const isShown = ({ columns }: Shape, index: number): boolean =>
  columns[index]?.role === 'split' || columns[index]?.role === 'measure'

/** Values that cannot be cut and stand in their own order need no statement: the next level brings them. */
function isNeeded(parts: Parts, index: number): boolean {
  return measuresOf(parts, index + 1).length > 0 || mayCut(parts, index)
}

/** What a level above the last is ordered by, and what the shares of the last one are of. */
function measuresOf({ query, splits }: Parts, depth: number): readonly Measure[] {
  const split = query.splits[depth - 1] as Query['splits'][number]
  const order = orderMeasure(split, splits[depth - 1]?.type === 'timestamp', query)
  const isParent = depth === query.splits.length - 1
  return query.measures.filter(({ name, of }) => name === order || (isParent && of === 'parent'))
}

function toTree(
  parts: Parts,
  root: Group,
  columns: readonly TableColumn[],
  leaves: Compiled,
  parentShape: Shape | null,
): Content {
  const { query } = parts
  const last = query.splits.length
  fillGroups(parts, root, leaves.shape)
  const found = levelOf(root, last)
  const shown = found.slice(0, mostRows)
  const isCut = Array.from({ length: last }, (_, depth) => levelOf(root, depth).some((group) => group.isCut))
  const others = shown.flatMap((group, row) =>
    pathOf(group).flatMap(({ isOther }, split) => (isOther ? [{ row, split }] : [])),
  )
  const complete = !isCut.includes(true) && found.length === shown.length
  const rows = shown.map((group) => [...pathOf(group).map(({ cell }) => cell), ...group.values])
  const isAlongTime = last === 2 && complete && leaves.shape.axis?.name === parts.splits[0]?.name
  const content: Content = {
    columns: [...columns],
    rows,
    approximate: [...leaves.shape.approximate],
    complete,
    ...(others.length > 0 ? { others } : {}),
  }
  const names = (shape: Shape) => shape.columns.filter(({ role }) => role === 'measure').map(({ name }) => name)
  const places = parentShape && names(leaves.shape).map((name) => names(parentShape).indexOf(name))
  const parentOf = (row: number): Row => {
    const values = shown[row]?.parent?.values ?? []
    return places ? places.map((place) => values[place] ?? null) : values
  }
  const whole = (of: 'total' | 'parent', row: number): Row => (of === 'total' ? root.values : parentOf(row))
  const shared = shareOf(query, content, whole, query.totals ? root.values : null)
  if (!isAlongTime || others.length > 0) return shared
  const shape = { ...leaves.shape, columns: leaves.shape.columns.filter((_, index) => isShown(leaves.shape, index)) }
  return { ...shared, rows: [...fillTime(shared.rows, shape)] }
}
