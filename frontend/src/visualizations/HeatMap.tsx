import { useCallback, useMemo } from 'react'
import { formatAs } from '../format/number-format.ts'
import { Canvas, fitText, type Sheet } from './Canvas.tsx'
import { ChartFrame, type Mark } from './ChartFrame.tsx'
import { type Matrix, matrixOf } from './matrix.ts'
import type { VisualizationProps } from './result.ts'
import { extent, strength } from './scale.ts'
import { summarize } from './summary.ts'

const headHeight = 24
const rowHeight = 22

const headWidth = (width: number): number => Math.min(170, width * 0.3)

/** Two splits as a field of cells, the stronger the greater. */
export function HeatMap({ result, title, onPress }: VisualizationProps) {
  const across = result.splits[0]?.kind === 'time' ? 0 : 1
  const matrix = useMemo(() => matrixOf(result, across), [result, across])
  const measure = result.measures[result.front]
  const height = headHeight + matrix.rows.length * rowHeight
  const marks = useMemo(
    () =>
      matrix.rows.flatMap(([row], line) =>
        matrix.columns.map((column, place): Mark => {
          const choices = [...(row?.choices ?? []), ...column.choices]
          const value = matrix.cells[line]?.[place]?.[result.front]?.now ?? null
          return {
            words: `${row?.label}, ${column.label}: ${formatAs(value, measure?.format ?? null)}`,
            press: choices.length === 0 ? null : (exclude) => onPress(choices, exclude),
          }
        }),
      ),
    [matrix, measure, result.front, onPress],
  )
  const { length: stride } = matrix.columns
  const paint = useCallback((sheet: Sheet) => drawField(sheet, matrix, result.front), [matrix, result.front])
  return (
    <ChartFrame title={title} summary={summarize(result)} height={height} marks={marks} stride={stride}>
      {(cursor, point) => (
        <Canvas
          height={height}
          draw={(sheet) => {
            paint(sheet)
            if (cursor !== null) drawCursor(sheet, Math.floor(cursor / stride), cursor % stride, stride)
          }}
          onMove={(place) => {
            if (place === null) return point(null)
            const left = headWidth(place.width)
            const column = Math.floor(((place.x - left) / (place.width - left)) * stride)
            const row = Math.floor((place.y - headHeight) / rowHeight)
            point(column < 0 || column >= stride || row < 0 || row >= matrix.rows.length ? null : row * stride + column)
          }}
          onPress={(exclude) => cursor !== null && marks[cursor]?.press?.(exclude)}
        />
      )}
    </ChartFrame>
  )
}

function drawField({ context, width, color }: Sheet, matrix: Matrix, front: number): void {
  const left = headWidth(width)
  const cell = (width - left) / Math.max(1, matrix.columns.length)
  const [low, high] = extent(matrix.cells.flatMap((line) => line.map((values) => values[front]?.now ?? null)))
  context.fillStyle = color('--n-dim')
  const every = Math.max(1, Math.ceil(66 / cell))
  matrix.columns.forEach(({ label }, place) => {
    if (place % every === 0)
      context.fillText(fitText(context, label, cell * every - 6), left + place * cell + 2, headHeight / 2)
  })
  const ink = color('--n-series-0')
  matrix.rows.forEach(([head], line) => {
    const top = headHeight + line * rowHeight
    context.globalAlpha = 1
    context.fillStyle = color('--n-text')
    context.fillText(fitText(context, head?.label ?? '', left - 10), 0, top + rowHeight / 2)
    context.fillStyle = ink
    matrix.columns.forEach((_, place) => {
      const value = matrix.cells[line]?.[place]?.[front]?.now ?? null
      if (value === null) return
      context.globalAlpha = strength(value, Math.min(0, low), high)
      context.fillRect(left + place * cell, top, Math.max(1, cell - 1), rowHeight - 1)
    })
  })
  context.globalAlpha = 1
}

function drawCursor({ context, width, color }: Sheet, row: number, column: number, columns: number): void {
  const left = headWidth(width)
  const cell = (width - left) / Math.max(1, columns)
  context.strokeStyle = color('--n-text')
  context.lineWidth = 2
  context.strokeRect(left + column * cell + 1, headHeight + row * rowHeight + 1, Math.max(1, cell - 3), rowHeight - 3)
}
