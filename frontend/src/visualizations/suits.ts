import type { VisualizationName } from './names.ts'
import type { SplitKind } from './result.ts'

/** What a question is split by and what it measures. */
export interface Shape {
  readonly splits: readonly SplitKind[]
  /** Its time is cut into days. */
  readonly daily: boolean
  readonly measures: number
  /** The measure in front adds up. */
  readonly additive: boolean
  /** The measure in front is of a column of numbers, so that its spread can be asked for. */
  readonly numeric: boolean
}

type Suits = (shape: Shape) => string | null

const overTime: Suits = ({ splits }) =>
  splits.filter((kind) => kind === 'time').length !== 1
    ? 'needs one split by time'
    : splits.length > 2
      ? 'shows time and one more split at most'
      : null

/** Null when a visualization suits the splits and measures; else why it does not. */
const suits: Readonly<Record<VisualizationName, Suits>> = {
  bars: ({ splits }) => (splits.length === 1 ? null : 'needs exactly one split'),
  line: overTime,
  area: (shape) =>
    overTime(shape) ?? (shape.additive ? null : 'the measure in front does not add up, so it is not stacked'),
  bar: ({ splits }) => (splits.length <= 2 ? null : 'shows two splits at most'),
  heatmap: ({ splits }) => (splits.length === 2 ? null : 'needs exactly two splits'),
  pivot: ({ splits }) => (splits.length >= 2 ? null : 'needs two splits or more'),
  flat: () => null,
  scatter: ({ splits, measures }) =>
    measures < 2
      ? 'needs two measures'
      : splits.includes('time') && splits.length === 1
        ? 'needs a split by values'
        : null,
  box: ({ splits, numeric }) =>
    splits.length !== 1
      ? 'needs exactly one split'
      : numeric
        ? null
        : 'the measure in front is of no column of numbers',
  calendar: ({ splits, daily }) =>
    splits.length !== 1 || splits[0] !== 'time' ? 'needs one split by time alone' : daily ? null : 'needs time in days',
}

/** Why a visualization does not suit; null when it does. */
export const objectionTo = (name: VisualizationName, shape: Shape): string | null =>
  shape.splits.length === 0 ? 'needs a split' : suits[name](shape)

const preferences = (splits: readonly SplitKind[]): readonly VisualizationName[] =>
  splits.includes('time')
    ? ['line', 'pivot']
    : splits[0] === 'number' && splits.length === 1
      ? ['bar']
      : ['bars', 'pivot']

/** The one asked for when it suits, else the one that says most about such splits. */
export function chooseVisualization(asked: VisualizationName | null, shape: Shape): VisualizationName {
  if (asked !== null && objectionTo(asked, shape) === null) return asked
  return preferences(shape.splits).find((name) => objectionTo(name, shape) === null) ?? 'flat'
}
