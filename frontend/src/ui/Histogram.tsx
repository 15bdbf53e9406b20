interface Bar {
  readonly from: number
  readonly to: number
  readonly count: number
}

/** How values lie between their least and their greatest. */
export function Histogram({
  bars,
  label,
  width = 112,
  height = 26,
}: {
  bars: readonly Bar[]
  label: string
  width?: number
  height?: number
}) {
  const most = Math.max(1, ...bars.map((bar) => bar.count))
  const step = width / Math.max(1, bars.length)
  return (
    <svg width={width} height={height} role="img" aria-label={label} style={{ display: 'block' }}>
      <title>{label}</title>
      {bars.map((bar, index) => {
        const size = bar.count === 0 ? 0 : Math.max(1.5, (bar.count / most) * (height - 1))
        return (
          <rect
            key={bar.from}
            x={index * step}
            y={height - 1 - size}
            width={Math.max(0.5, step - 1)}
            height={size}
            fill="var(--n-series-0)"
            opacity={0.75}
          />
        )
      })}
      <rect x={0} y={height - 1} width={width} height={1} fill="var(--n-line-strong)" opacity={0.6} />
    </svg>
  )
}
