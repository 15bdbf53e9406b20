import type { ComponentType } from 'react'
import { codeOf } from '../ui/Arriving.tsx'
import { lazily } from '../ui/lazily.ts'
import { Leaderboard } from './Leaderboard.tsx'
import type { VisualizationName } from './names.ts'
import type { VisualizationProps } from './result.ts'
import { Total } from './Total.tsx'

interface Visualization {
  readonly title: string
  readonly component: ComponentType<VisualizationProps>
}

/** Every way to draw an answer, in the order of the menu; each comes when it is first shown. Which suits what: `suits`. */
export const visualizations: Readonly<Record<VisualizationName, Visualization>> = {
  bars: {
    title: 'Table with bars',
    component: lazily(async () => (await import('./Bars.tsx')).Bars),
  },
  line: {
    title: 'Line',
    component: lazily(async () => (await import('./OverTime.tsx')).LineOverTime),
  },
  area: {
    title: 'Stacked area',
    component: lazily(async () => (await import('./OverTime.tsx')).AreaOverTime),
  },
  bar: { title: 'Bar', component: lazily(async () => (await import('./Bar.tsx')).Bar) },
  heatmap: { title: 'Heat map', component: lazily(async () => (await import('./HeatMap.tsx')).HeatMap) },
  pivot: { title: 'Pivot table', component: lazily(async () => (await import('./Pivot.tsx')).Pivot) },
  flat: { title: 'Flat table', component: lazily(async () => (await import('./Flat.tsx')).Flat) },
  scatter: { title: 'Scatter', component: lazily(async () => (await import('./Scatter.tsx')).Scatter) },
  box: { title: 'Box (quarters)', component: lazily(async () => (await import('./Box.tsx')).Box) },
  calendar: {
    title: 'Calendar',
    component: lazily(async () => (await import('./Calendar.tsx')).Calendar),
  },
}

/** What the page opens with, whatever is split. */
export const overview = {
  total: Total,
  leaderboard: Leaderboard,
  /** Its code is the largest of the page: it had better be on its way before there is something to draw. */
  timeChart: codeOf(async () => (await import('./TimeChart.tsx')).TimeChart),
  timeTable: lazily(async () => (await import('./TimeTable.tsx')).TimeTable),
} as const
