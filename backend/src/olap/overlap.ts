/** True when one of the ISO intervals shares an instant with one of the others; one that cannot be read is all of time. */
export function anyOverlap(some: Iterable<string>, others: Iterable<string>): boolean {
  const second = ranges(others)
  return ranges(some).some(([start, end]) => second.some(([from, to]) => start < to && end > from))
}

/** Those of a datasource are few time chunks shared by many segments. */
function ranges(intervals: Iterable<string>): readonly (readonly [number, number])[] {
  return [...new Set(intervals)].map((interval) => {
    const [start = Number.NaN, end = Number.NaN] = interval.split('/').map(Date.parse)
    // Years beyond those of ISO-8601 are the single chunk over all of time.
    if (Number.isNaN(start) || Number.isNaN(end)) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
    return [start, end]
  })
}
