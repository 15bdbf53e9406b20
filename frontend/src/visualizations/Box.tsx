import { useElementSize } from '@mantine/hooks'
import { formatAs, formatShortAs } from '../format/number-format.ts'
import styles from './ChartFrame.module.css'
import { ChartFrame, type Mark } from './ChartFrame.tsx'
import { keyWords, type ResultRow, rowChoices, type VisualizationProps } from './result.ts'
import { extent, niceTicks, shareOf } from './scale.ts'
import { summarize } from './summary.ts'

const names = ['least', 'first quarter', 'median', 'third quarter', 'greatest']
const mostBoxes = 60
const margin = { left: 62, right: 10, top: 10, bottom: 26 }

/** The spread of a column in each value of a split: least, quarters, median, greatest. */
export function Box({ result, title, height, onPress }: VisualizationProps) {
  const { ref, width } = useElementSize()
  const rows = result.rows
    .filter(({ values }) => values.slice(0, 5).every(({ now }) => now !== null))
    .slice(0, mostBoxes)
  const format = result.measures[0]?.format ?? null
  const quarters = (row: ResultRow) => row.values.slice(0, 5).map(({ now }) => now ?? 0)
  const [low, high] = extent(rows.flatMap(quarters))
  const ticks = niceTicks(low, high, 5)
  const y = (value: number) =>
    margin.top + (1 - shareOf(value, ticks[0] ?? 0, ticks.at(-1) ?? 1)) * (height - margin.top - margin.bottom)
  const step = (width - margin.left - margin.right) / Math.max(1, rows.length)
  const marks = rows.map((row): Mark => {
    const choices = rowChoices(row)
    return {
      words: `${keyWords(result, row, 0)}: ${quarters(row)
        .map((value, index) => `${names[index]} ${formatAs(value, format)}`)
        .join(', ')}`,
      press: choices.length === 0 ? null : (exclude) => onPress(choices, exclude),
    }
  })
  return (
    <ChartFrame title={title} summary={summarize(result)} height={height} marks={marks}>
      {(cursor, point) => (
        <div ref={ref} style={{ height }}>
          {width > 0 && (
            <svg width={width} height={height} aria-hidden="true">
              {ticks.map((tick) => (
                <g key={tick}>
                  <line x1={margin.left} x2={width} y1={y(tick)} y2={y(tick)} stroke="var(--n-line)" />
                  <text x={margin.left - 8} y={y(tick) + 4} textAnchor="end">
                    {formatShortAs(tick, format)}
                  </text>
                </g>
              ))}
              {rows.map((row, index) => {
                const [least = 0, first = 0, median = 0, third = 0, most = 0] = quarters(row)
                const middle = margin.left + (index + 0.5) * step
                const wide = Math.min(46, step * 0.7)
                return (
                  // biome-ignore lint/a11y/noStaticElementInteractions: keys work on the frame
                  <g
                    key={keyWords(result, row, 0)}
                    stroke="var(--n-series-0)"
                    strokeWidth={cursor === index ? 2.4 : 1.4}
                    style={{ cursor: 'pointer' }}
                    onPointerEnter={() => point(index)}
                    onPointerLeave={() => point(null)}
                    onClick={(event) => marks[index]?.press?.(event.shiftKey)}
                  >
                    <rect x={middle - step / 2} y={0} width={step} height={height} fill="transparent" stroke="none" />
                    <line x1={middle} x2={middle} y1={y(most)} y2={y(least)} />
                    <rect
                      x={middle - wide / 2}
                      y={y(third)}
                      width={wide}
                      height={Math.max(1, y(first) - y(third))}
                      fill="var(--n-bar)"
                    />
                    <line
                      x1={middle - wide / 2}
                      x2={middle + wide / 2}
                      y1={y(median)}
                      y2={y(median)}
                      strokeWidth={2.6}
                    />
                    {step > 40 && (
                      <text x={middle} y={height - 8} textAnchor="middle" stroke="none">
                        {keyWords(result, row, 0).slice(0, Math.floor(step / 7))}
                      </text>
                    )}
                  </g>
                )
              })}
            </svg>
          )}
          {result.rows.length > mostBoxes && (
            <p className={styles.note}>The first {mostBoxes} are drawn; the table has all of them.</p>
          )}
        </div>
      )}
    </ChartFrame>
  )
}
