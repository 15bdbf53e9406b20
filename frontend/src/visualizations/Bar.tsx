import { useElementSize } from '@mantine/hooks'
import { useMemo } from 'react'
import { BarChart, CartesianGrid, Bar as Column, XAxis, YAxis } from 'recharts'
import { formatAs, formatShortAs } from '../format/number-format.ts'
import styles from './ChartFrame.module.css'
import { ChartFrame, type Mark } from './ChartFrame.tsx'
import { changeWords } from './change.ts'
import { colorsOf } from './colors.ts'
import { type Head, matrixOf, mostSeries } from './matrix.ts'
import { type Compared, nothing, type VisualizationProps } from './result.ts'
import { summarize } from './summary.ts'

const mostBars = 100

const roomForNumbers = 60
const leastPlace = 36
const letterWidth = 6.6

/** Every bar has its name, cut to its place; where that is too narrow to read, some have theirs whole. */
function namesWithin(place: number) {
  if (place < leastPlace) return {}
  const most = Math.floor(place / letterWidth)
  const cut = (name: string) => (name.length > most ? `${name.slice(0, most - 1).trimEnd()}…` : name)
  return { interval: 0, tickFormatter: cut } as const
}

interface Stick {
  readonly head: Head
  readonly series: string
  readonly value: Compared
}

/** A bar for each value; a second split stacks parts that add up and sets others side by side. */
export function Bar({ result, title, height, onPress }: VisualizationProps) {
  const { ref, width } = useElementSize()
  const measure = result.measures[result.front]
  const format = measure?.format ?? null
  const matrix = useMemo(() => matrixOf(result, 0), [result])
  const single = result.splits.length === 1
  const heads = matrix.columns.slice(0, mostBars)
  const series = matrix.rows.slice(0, single ? 1 : mostSeries).map(([head]) => head ?? null)
  const colors = colorsOf(series, result.splits[1]?.colors)
  const sticks = heads.flatMap((head, column) =>
    series.map(
      (one, row): Stick => ({
        head,
        series: one?.label ?? '',
        value: matrix.cells[row]?.[column]?.[result.front] ?? nothing,
      }),
    ),
  )
  const marks = sticks.map(({ head, series: name, value }, index): Mark => {
    const choices = [...head.choices, ...(series[index % series.length]?.choices ?? [])]
    const change = result.before === null ? '' : `, ${changeWords(value, format)}`
    return {
      words: `${head.label}${name === '' ? '' : `, ${name}`}: ${formatAs(value.now, format)}${change}`,
      press: choices.length === 0 ? null : (exclude) => onPress(choices, exclude),
    }
  })
  const data = heads.map((head, column) => ({
    label: head.label,
    ...Object.fromEntries(
      series.map((_, row) => [`now${row}`, sticks[column * series.length + row]?.value.now ?? null]),
    ),
    before: single ? (sticks[column]?.value.before ?? null) : null,
  }))
  return (
    <div>
      <ChartFrame title={title} summary={summarize(result)} height={height} marks={marks}>
        {(cursor, point) => (
          <div ref={ref} style={{ height }}>
            {width > 0 && (
              <BarChart
                width={width}
                height={height}
                data={data}
                margin={{ top: 18, right: 8, bottom: 0, left: 2 }}
                barGap={1}
                barCategoryGap="18%"
                accessibilityLayer={false}
              >
                <CartesianGrid vertical={false} stroke="var(--n-line)" />
                <XAxis
                  dataKey="label"
                  tickLine={false}
                  axisLine={{ stroke: 'var(--n-line-strong)' }}
                  minTickGap={8}
                  {...namesWithin((width - roomForNumbers) / heads.length)}
                />
                <YAxis
                  width="auto"
                  tickFormatter={(value: number) => formatShortAs(value, format)}
                  tickLine={false}
                  axisLine={false}
                />
                {single && result.before !== null && (
                  <Column dataKey="before" fill="var(--n-series-7)" fillOpacity={0.5} isAnimationActive={false} />
                )}
                {series.map((head, row) => (
                  <Column
                    key={head?.label ?? ''}
                    dataKey={`now${row}`}
                    fill={colors[row] ?? 'var(--n-series-0)'}
                    stackId={!single && measure?.additive ? 'parts' : undefined}
                    isAnimationActive={false}
                    activeBar={cursor === null ? false : { stroke: 'var(--n-text)' }}
                    cursor="pointer"
                    onMouseEnter={(_, column) => point(column * series.length + row)}
                    onMouseLeave={() => point(null)}
                    onClick={(_, column, event) => marks[column * series.length + row]?.press?.(event.shiftKey)}
                  />
                ))}
              </BarChart>
            )}
          </div>
        )}
      </ChartFrame>
      {!single && (
        <ul className={styles.legend}>
          {series.map((head, row) => (
            <li key={head?.label}>
              <i className={styles.dot} style={{ background: colors[row] }} />
              {head?.label}
            </li>
          ))}
        </ul>
      )}
      {(matrix.columns.length > mostBars || matrix.rows.length > series.length) && (
        <p className={styles.note}>Not everything is drawn; the table has all of it.</p>
      )}
    </div>
  )
}
