import { segmentsSql } from '../collect/segments.ts'
import { type Check, cannotTell, judged } from './check.ts'
import { sayBytes, sayCount, sayNames } from './say.ts'

const source = segmentsSql(null)
const fewExcess = 20
const manyExcess = 500
/** From so many on, small segments cost every query. */
const manySegments = 2000
const smallBytes = 20_000_000

export const segmentsSize: Check = {
  name: 'segments-size',
  title: 'Segments are neither too small nor too many',
  group: 'segments',
  page: { title: 'Segment size optimization', path: 'operations/segment-optimization' },
  judge: ({ segments }) => {
    if (segments.kind === 'unknown') return cannotTell(segments, source)
    const mergeable = segments.value.filter(({ excess, segments: n }) => excess >= fewExcess && excess * 4 >= n)
    const fine = segments.value.filter(({ segments: n, bytes }) => n >= manySegments && bytes / n < smallBytes)
    const all = segments.value.reduce((sum, { segments: n }) => sum + n, 0)
    const bytes = segments.value.reduce((sum, each) => sum + each.bytes, 0)
    const evidence = [
      { label: 'segments', value: all, unit: 'count' as const },
      { label: 'bytes', value: bytes, unit: 'bytes' as const },
      ...mergeable.slice(0, 5).map(({ datasource, excess }) => ({
        label: `${datasource}: fewer after compaction`,
        value: excess,
        unit: 'count' as const,
      })),
    ]
    const concerned = [...new Set([...mergeable, ...fine])]
    if (concerned.length === 0)
      return judged('ok', {
        sentence: `${sayCount(all, 'segment')} of ${all === 0 ? 'no size' : `${sayBytes(bytes / all)} on average`}: nothing to be merged.`,
        source,
        evidence,
      })
    const names = concerned.map(({ datasource }) => datasource)
    const excess = mergeable.reduce((sum, each) => sum + each.excess, 0)
    return judged(fine.length > 0 || excess >= manyExcess ? 'warning' : 'info', {
      sentence:
        mergeable.length > 0
          ? `${sayNames(names)} would have ${sayCount(excess, 'segment')} fewer if each time chunk were merged.`
          : `${sayNames(names)} ${names.length === 1 ? 'has' : 'have'} thousands of segments below ${sayBytes(smallBytes)}: each costs every query that reads it.`,
      source,
      subjects: names,
      evidence,
      remedy:
        mergeable.length > 0
          ? 'Switch on automatic compaction for these datasources, on their page.'
          : 'Choose a coarser segment granularity (month instead of day) for automatic compaction and for loads to come.',
    })
  },
}
