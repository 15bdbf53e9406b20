import { nextBucket } from '../format/time.ts'
import type { Choice, Ordering, Result } from '../visualizations/result.ts'
import {
  type Exploration,
  filterOn,
  printInstant,
  toggleValue,
  valuesOn,
  withFilter,
  withoutFilter,
  zoomTo,
} from './exploration.ts'
import { plainKey } from './result-question.ts'
import { instantOf, textOf } from './series.ts'
import { changeSplit } from './splits.ts'

/** The exploration after values of a result were pressed: they are filtered by, or excluded. */
export function pressed(state: Exploration, result: Result, choices: readonly Choice[], exclude: boolean): Exploration {
  const alone = choices.length === 1
  return choices.reduce((next, choice) => pressOne(next, result, choice, exclude, alone), state)
}

/** The exploration after a head was pressed: one split is ordered so, or with null all of them. */
export function sorted(state: Exploration, result: Result, split: number | null, ordering: Ordering): Exploration {
  const sort = { ...ordering, by: plainKey(ordering.by) }
  return result.splits.reduce(
    (next, { column }, at) => (split === null || split === at ? changeSplit(next, column, { sort }) : next),
    state,
  )
}

function pressOne(state: Exploration, result: Result, choice: Choice, exclude: boolean, alone: boolean): Exploration {
  const split = result.splits[choice.split]
  if (split === undefined) return state
  const { column, kind } = split
  if (kind === 'time') {
    const from = instantOf(choice.cell)
    if (from === null || split.period === null) return state
    const to = nextBucket(from, split.period, result.zone)
    if (!exclude && column === '__time') return zoomTo(state, from, to)
    return withFilter(state, { kind: 'time', column, exclude, from: printInstant(from), to: printInstant(to) })
  }
  if (kind === 'number' && choice.cell !== null) {
    const from = Number(choice.cell)
    const current = filterOn(state, column)
    if (current?.kind === 'numberRange' && current.from === from && current.exclude === exclude)
      return withoutFilter(state, column)
    const size = sizeOf(state, column)
    return withFilter(state, { kind: 'numberRange', column, exclude, from, to: from + size })
  }
  const value = textOf(choice.cell)
  // a cell of two splits means just these values; pressing it again does not take one of them away
  return alone
    ? toggleValue(state, column, value, exclude)
    : withFilter(state, { kind: 'values', column, values: [value], exclude })
}

const sizeOf = (state: Exploration, column: string): number => {
  const bucket = state.splits.find((split) => split.column === column)?.bucket
  return typeof bucket === 'number' ? bucket : 1
}

/** A value that the exploration filters by. */
export function isChosen(state: Exploration, result: Result, { split, cell }: Choice): boolean {
  const shown = result.splits[split]
  if (shown === undefined) return false
  const filter = filterOn(state, shown.column)
  if (shown.kind === 'number')
    return filter?.kind === 'numberRange' && !filter.exclude && cell !== null && filter.from === Number(cell)
  const values = valuesOn(state, shown.column)
  return values !== null && !values.exclude && values.values.includes(textOf(cell))
}
