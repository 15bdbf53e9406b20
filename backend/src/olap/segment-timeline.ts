/** Segments of one interval and version stand together; a newer version hides what it covers. */
export interface Versioned {
  readonly interval: string
  readonly version: string
}

interface Span {
  readonly start: number
  readonly end: number
}

/** Years beyond those of ISO-8601 are Druid's ends of time. */
function spanOf(interval: string): Span {
  const [start = Number.NaN, end = Number.NaN] = interval.split('/').map((instant) => Date.parse(instant))
  return {
    start: Number.isNaN(start) ? Number.NEGATIVE_INFINITY : start,
    end: Number.isNaN(end) ? Number.POSITIVE_INFINITY : end,
  }
}

const meet = (one: Span, other: Span): boolean => one.start < other.end && one.end > other.start

/** True when one of the half-open intervals shares an instant with one of the others; those that only touch do not. */
export function anyOverlap(some: readonly string[], others: readonly string[]): boolean {
  const spans = joined(others.map(spanOf))
  return joined(some.map(spanOf)).some((one) => spans.some((other) => meet(one, other)))
}

/** Those of the segments that reach into one of the intervals. */
export function reachingInto<S extends Versioned>(segments: readonly S[], intervals: readonly string[]): readonly S[] {
  const spans = joined(intervals.map(spanOf))
  const hit = new Map<string, boolean>()
  return segments.filter(({ interval }) => {
    const known = hit.get(interval)
    if (known !== undefined) return known
    const span = spanOf(interval)
    const reaches = spans.some((one) => meet(one, span))
    hit.set(interval, reaches)
    return reaches
  })
}

/** True when the intervals together leave no gap in it. */
export function isWithin(interval: string, intervals: readonly string[]): boolean {
  const { start, end } = spanOf(interval)
  return joined(intervals.map(spanOf)).some((one) => one.start <= start && one.end >= end)
}

/** Those that newer ones do not cover completely: what a query sees, at least in part. */
export function visible<S extends Versioned>(segments: readonly S[]): readonly S[] {
  const newest = new Map<string, string>()
  for (const { interval, version } of segments)
    if (version > (newest.get(interval) ?? '')) newest.set(interval, version)
  const chunks = [...newest]
    .map(([interval, version]) => ({ ...spanOf(interval), version }))
    .sort((one, other) => one.start - other.start)
  const reach: number[] = []
  for (const { end } of chunks) reach.push(Math.max(end, reach.at(-1) ?? Number.NEGATIVE_INFINITY))
  const known = new Map<string, boolean>()
  return segments.filter(({ interval, version }) => {
    const key = `${interval} ${version}`
    const hidden = known.get(key) ?? isHidden(spanOf(interval), version)
    known.set(key, hidden)
    return !hidden
  })

  function isHidden(span: Span, version: string): boolean {
    const newer: Span[] = []
    for (let at = firstPast(reach, span.start); at < chunks.length; at += 1) {
      const chunk = chunks[at]
      if (chunk === undefined || chunk.start >= span.end) break
      if (chunk.version > version && chunk.end > span.start) newer.push(chunk)
    }
    return joined(newer).some((one) => one.start <= span.start && one.end >= span.end)
  }
}

/** Overlapping and touching spans as one, in their order. */
function joined(spans: readonly Span[]): readonly Span[] {
  const whole: Span[] = []
  for (const span of [...spans].sort((one, other) => one.start - other.start)) {
    const last = whole.at(-1)
    if (last === undefined || span.start > last.end) whole.push(span)
    else if (span.end > last.end) whole[whole.length - 1] = { start: last.start, end: span.end }
  }
  return whole
}

/** The first place in a rising list whose value is greater. */
function firstPast(rising: readonly number[], value: number): number {
  let [low, high] = [0, rising.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rising[middle] ?? 0) > value) high = middle
    else low = middle + 1
  }
  return low
}
