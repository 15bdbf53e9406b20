import { useMemo } from 'react'
import { formatAs } from '../format/number-format.ts'
import { formatTime } from '../format/time.ts'
import { Canvas, type Sheet } from './Canvas.tsx'
import { ChartFrame, type Mark } from './ChartFrame.tsx'
import { type DayPlace, placeOfDay } from './day-place.ts'
import { overTime } from './matrix.ts'
import type { VisualizationProps } from './result.ts'
import { extent, strength } from './scale.ts'
import { summarize } from './summary.ts'

const left = 36
const top = 18
const cellSize = 15
const yearHeight = top + 7 * cellSize + 14
const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

interface Day extends DayPlace {
  readonly value: number | null
}

/** Each day a cell, each week a column, each year a band. */
export function Calendar({ result, title, onPress }: VisualizationProps) {
  const { zone, front } = result
  const cells = useMemo((): readonly Day[] => {
    const { at, series } = overTime(result)
    return at.map((instant, index) => ({ ...placeOfDay(instant, zone), value: series[0]?.values[index]?.now ?? null }))
  }, [result, zone])
  const years = [...new Set(cells.map(({ year }) => year))]
  const height = Math.max(yearHeight, years.length * yearHeight)
  const format = result.measures[front]?.format ?? null
  const marks = cells.map(
    ({ at, value }): Mark => ({
      words: `${formatTime(at, 'day', zone)}: ${formatAs(value, format)}`,
      press: (exclude) => onPress([{ split: 0, cell: new Date(at).toISOString() }], exclude),
    }),
  )
  const sizeOf = (width: number) => Math.min(cellSize, (width - left) / 54)
  const draw = ({ context, width, color }: Sheet, cursor: number | null) => {
    const size = sizeOf(width)
    const [low, high] = extent(cells.map(({ value }) => value))
    context.fillStyle = color('--n-dim')
    years.forEach((year, band) => {
      context.fillText(String(year), left, band * yearHeight + top / 2)
      for (const weekday of [0, 2, 4])
        context.fillText(days[weekday] ?? '', 0, band * yearHeight + top + (weekday + 0.5) * cellSize)
    })
    cells.forEach(({ year, week, weekday, value }, index) => {
      const x = left + week * size
      const y = years.indexOf(year) * yearHeight + top + weekday * cellSize
      context.globalAlpha = value === null ? 0.06 : strength(value, Math.min(0, low), high)
      context.fillStyle = color(value === null ? '--n-text' : '--n-series-0')
      context.fillRect(x, y, Math.max(1, size - 1.5), cellSize - 1.5)
      context.globalAlpha = 1
      if (index === cursor) {
        context.strokeStyle = color('--n-text')
        context.lineWidth = 2
        context.strokeRect(x, y, Math.max(1, size - 1.5), cellSize - 1.5)
      }
    })
  }
  return (
    <ChartFrame title={title} summary={summarize(result)} height={height} marks={marks} stride={7}>
      {(cursor, point) => (
        <Canvas
          height={height}
          draw={(sheet) => draw(sheet, cursor)}
          onMove={(place) => {
            if (place === null) return point(null)
            const band = Math.floor(place.y / yearHeight)
            const week = Math.floor((place.x - left) / sizeOf(place.width))
            const weekday = Math.floor((place.y - band * yearHeight - top) / cellSize)
            const index = cells.findIndex(
              (cell) => cell.year === years[band] && cell.week === week && cell.weekday === weekday,
            )
            point(index < 0 ? null : index)
          }}
          onPress={(exclude) => cursor !== null && marks[cursor]?.press?.(exclude)}
        />
      )}
    </ChartFrame>
  )
}
