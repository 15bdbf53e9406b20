import { lazy } from 'react'
import { Leaderboard } from './Leaderboard.tsx'

/** What a question is split by: whether by time, and by how many dimensions. */
export interface SplitShape {
  readonly time: boolean
  readonly dimensions: number
}

/** Null when a visualization suits the splits; else why it does not. */
type Suits = (shape: SplitShape) => string | null

const needsTime: Suits = ({ time, dimensions }) =>
  !time ? 'needs a split by time' : dimensions > 1 ? 'shows one dimension over time at most' : null
const needsOneDimension: Suits = ({ time, dimensions }) =>
  time || dimensions !== 1 ? 'needs one split by a dimension' : null

/** Every chart, with the splits that it suits; charts with a library behind them come when they are first shown. */
export const visualizations = {
  timeChart: {
    title: 'Line',
    suits: needsTime,
    component: lazy(async () => ({ default: (await import('./TimeChart.tsx')).TimeChart })),
  },
  timeTable: {
    title: 'Table over time',
    suits: needsTime,
    component: lazy(async () => ({ default: (await import('./TimeTable.tsx')).TimeTable })),
  },
  barTable: {
    title: 'Table with bars',
    suits: needsOneDimension,
    component: lazy(async () => ({ default: (await import('./BarTable.tsx')).BarTable })),
  },
  leaderboard: { title: 'Top values', suits: needsOneDimension, component: Leaderboard },
} as const
