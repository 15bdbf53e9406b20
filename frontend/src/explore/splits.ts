import { type Exploration, type ExplorationSplit, mostSplits } from './exploration.ts'

export const splitBy = (column: string, bucket: ExplorationSplit['bucket'] = null): ExplorationSplit => ({
  column,
  bucket,
  sort: null,
  limit: null,
  other: false,
})

// A visualization was chosen for the splits that were there; with others it may not suit.
const withSplits = (state: Exploration, splits: readonly ExplorationSplit[]): Exploration => ({
  ...state,
  splits,
  visualization: splits.length === state.splits.length ? state.visualization : null,
})

/** Puts a split at a place, the last by default; one on the same column moves there. */
export function addSplit(state: Exploration, split: ExplorationSplit, place = state.splits.length): Exploration {
  const index = state.splits.findIndex(({ column }) => column === split.column)
  if (index >= 0) return moveSplit(state, index, place)
  if (state.splits.length >= mostSplits) return state
  return withSplits(state, state.splits.toSpliced(place, 0, split))
}

export const removeSplit = (state: Exploration, column: string): Exploration =>
  withSplits(
    state,
    state.splits.filter((split) => split.column !== column),
  )

export function moveSplit(state: Exploration, from: number, to: number): Exploration {
  const moved = state.splits[from]
  if (moved === undefined) return state
  return withSplits(state, state.splits.toSpliced(from, 1).toSpliced(Math.min(to, state.splits.length - 1), 0, moved))
}

export const changeSplit = (state: Exploration, column: string, change: Partial<ExplorationSplit>): Exploration =>
  withSplits(
    state,
    state.splits.map((split) => (split.column === column ? { ...split, ...change } : split)),
  )
