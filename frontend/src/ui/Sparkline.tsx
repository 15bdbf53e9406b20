/** The shape of a series, without axes. Decoration: what it shows is told in words or numbers beside it. */
export function Sparkline({
  values,
  width = 120,
  height = 28,
  color = 'var(--n-series-0)',
}: {
  values: readonly (number | null)[]
  width?: number
  height?: number
  color?: string
}) {
  const known = values.filter((value): value is number => value !== null)
  if (known.length < 2) return <svg width={width} height={height} aria-hidden="true" />
  const low = Math.min(0, ...known)
  const high = Math.max(...known)
  const span = high - low || 1
  const x = (index: number) => (index / (values.length - 1)) * (width - 2) + 1
  const y = (value: number) => height - 2 - ((value - low) / span) * (height - 4)
  const points = values.flatMap((value, index) =>
    value === null ? [] : [`${x(index).toFixed(1)},${y(value).toFixed(1)}`],
  )
  const line = `M${points.join('L')}`
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      width="100%"
      height={height}
      preserveAspectRatio="none"
      aria-hidden="true"
      style={{ display: 'block' }}
    >
      <path d={`${line}L${x(values.length - 1).toFixed(1)},${height}L1,${height}Z`} fill={color} opacity={0.14} />
      <path
        d={line}
        fill="none"
        stroke={color}
        strokeWidth={1.4}
        vectorEffect="non-scaling-stroke"
        strokeLinejoin="round"
      />
    </svg>
  )
}
