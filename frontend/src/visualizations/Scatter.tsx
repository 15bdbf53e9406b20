import { formatAs, formatShortAs } from '../format/number-format.ts'
import { Canvas, type Sheet } from './Canvas.tsx'
import { ChartFrame, type Mark } from './ChartFrame.tsx'
import { type Result, rowChoices, rowWords, type VisualizationProps } from './result.ts'
import { extent, niceTicks, shareOf } from './scale.ts'
import { summarize } from './summary.ts'

const margin = { left: 62, right: 24, top: 10, bottom: 36 }

interface Dot {
  readonly x: number
  readonly y: number
}

/** Each row a dot: the measure in front upwards, the next one to the right. */
export function Scatter({ result, title, height, onPress }: VisualizationProps) {
  const { front, measures } = result
  const right = front === 0 ? 1 : 0
  const [up, across] = [measures[front], measures[right]]
  const rows = result.rows.filter(({ values }) => values[front]?.now != null && values[right]?.now != null)
  const marks = rows.map((row): Mark => {
    const choices = rowChoices(row)
    return {
      words: `${rowWords(result, row)}: ${up?.title} ${formatAs(row.values[front]?.now, up?.format ?? null)}, ${across?.title} ${formatAs(row.values[right]?.now, across?.format ?? null)}`,
      press: choices.length === 0 ? null : (exclude) => onPress(choices, exclude),
    }
  })
  const axes = (place: number, count: number) => {
    const [low, high] = extent(rows.map(({ values }) => values[place]?.now ?? null))
    return niceTicks(Math.min(0, low), Math.max(0, high), count)
  }
  const rises = axes(front, 5)
  const runs = axes(right, 6)
  const dotsIn = (width: number): readonly Dot[] =>
    rows.map(({ values }) => ({
      x: margin.left + shareOn(runs, values[right]?.now ?? 0) * (width - margin.left - margin.right),
      y: height - margin.bottom - shareOn(rises, values[front]?.now ?? 0) * (height - margin.top - margin.bottom),
    }))
  const draw = (sheet: Sheet, cursor: number | null) => {
    drawAxes(sheet, result, right, rises, runs)
    const { context, color } = sheet
    context.fillStyle = color('--n-series-0')
    dotsIn(sheet.width).forEach(({ x, y }, index) => {
      context.globalAlpha = index === cursor ? 1 : 0.55
      context.beginPath()
      context.arc(x, y, index === cursor ? 7 : 4.5, 0, 2 * Math.PI)
      context.fill()
    })
    context.globalAlpha = 1
  }
  return (
    <ChartFrame title={title} summary={summarize(result)} height={height} marks={marks}>
      {(cursor, point) => (
        <Canvas
          height={height}
          draw={(sheet) => draw(sheet, cursor)}
          onMove={(place) => {
            if (place === null) return point(null)
            point(nearest(dotsIn(place.width), place))
          }}
          onPress={(exclude) => cursor !== null && marks[cursor]?.press?.(exclude)}
        />
      )}
    </ChartFrame>
  )
}

const shareOn = (ticks: readonly number[], value: number): number => shareOf(value, ticks[0] ?? 0, ticks.at(-1) ?? 1)

/** The dot under the pointer, with some pixels of grace. */
function nearest(dots: readonly Dot[], { x, y }: Dot): number | null {
  let best: number | null = null
  let least = 14
  dots.forEach((dot, index) => {
    const distance = Math.hypot(dot.x - x, dot.y - y)
    if (distance < least) [best, least] = [index, distance]
  })
  return best
}

function drawAxes(
  { context, width, height, color }: Sheet,
  { measures, front }: Result,
  right: number,
  rises: readonly number[],
  runs: readonly number[],
): void {
  const inner = { width: width - margin.left - margin.right, height: height - margin.top - margin.bottom }
  context.fillStyle = color('--n-dim')
  context.strokeStyle = color('--n-line')
  context.lineWidth = 1
  for (const tick of rises) {
    const y = Math.round(height - margin.bottom - shareOn(rises, tick) * inner.height) + 0.5
    context.beginPath()
    context.moveTo(margin.left, y)
    context.lineTo(width - margin.right, y)
    context.stroke()
    context.textAlign = 'right'
    context.fillText(formatShortAs(tick, measures[front]?.format ?? null), margin.left - 8, y)
  }
  const every = Math.ceil((runs.length * 64) / Math.max(64, inner.width))
  runs.forEach((tick, index) => {
    if (index % every !== 0) return
    context.textAlign = 'center'
    const x = margin.left + shareOn(runs, tick) * inner.width
    context.fillText(formatShortAs(tick, measures[right]?.format ?? null), x, height - margin.bottom + 12)
  })
  context.textAlign = 'right'
  context.fillText(`${measures[right]?.title} →`, width - margin.right, height - 8)
  context.textAlign = 'left'
  context.fillText(`↑ ${measures[front]?.title}`, margin.left + 4, margin.top)
}
