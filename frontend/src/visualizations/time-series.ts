import type { Period } from '../format/time.ts'

/** A line of a time chart. */
export interface Series {
  readonly name: string
  readonly color: string
}

/** What every view of measures over time takes. */
export interface TimeSeriesProps {
  readonly points: readonly { readonly at: number; readonly values: readonly (number | null)[] }[]
  readonly series: readonly Series[]
  readonly bucket: Period
  readonly zone: string
  readonly span: { readonly from: number; readonly to: number }
  readonly title: string
  readonly height: number
  readonly format: (value: number | null) => string
}

export interface TimeChartProps extends TimeSeriesProps {
  /** From the start of the first bucket marked to the start of the last one. */
  readonly onZoom: (from: number, last: number) => void
  readonly onZoomOut: () => void
}
