import type { Facts, SegmentFacts } from '../collect/facts.ts'
import { segmentsSql } from '../collect/segments.ts'
import { type Check, cannotTell, judged } from './check.ts'
import { sayCount, sayNames } from './say.ts'

/** After a task has ended its segments take so long to be loaded, on a cluster with Druid's own periods. */
const handOverMs = 120_000
const source = segmentsSql(null)

/** A load that has just ended explains what is not there yet; a cluster without historicals explains nothing. */
function isUnderWay({ datasource }: SegmentFacts, { tasks, memory, at }: Facts): boolean {
  if (!memory.servers.some(({ role, isUp }) => role === 'historical' && isUp)) return false
  return (
    tasks.kind === 'known' &&
    tasks.value.some(
      (task) =>
        task.datasource === datasource &&
        task.state !== 'failed' &&
        (task.endedAt === null || at - task.endedAt < handOverMs),
    )
  )
}

export const segmentsUnavailable: Check = {
  name: 'segments-unavailable',
  title: 'Every segment can be queried',
  group: 'segments',
  page: { title: 'Segment management', path: 'design/storage' },
  judge: (facts) => {
    const { segments } = facts
    if (segments.kind === 'unknown') return cannotTell(segments, source)
    const short = segments.value.filter(({ unavailable }) => unavailable > 0)
    const all = segments.value.reduce((sum, { segments }) => sum + segments, 0)
    const count = short.reduce((sum, { unavailable }) => sum + unavailable, 0)
    const evidence = [
      { label: 'segments', value: all, unit: 'count' as const },
      { label: 'unavailable', value: count, unit: 'count' as const },
      ...short
        .slice(0, 10)
        .map(({ datasource, unavailable }) => ({ label: datasource, value: unavailable, unit: 'count' as const })),
    ]
    if (count === 0)
      return judged('ok', { sentence: `All ${sayCount(all, 'segment')} can be queried.`, source, evidence })
    const names = short.map(({ datasource }) => datasource)
    const stuck = short.filter((each) => !isUnderWay(each, facts))
    if (stuck.length === 0)
      return judged('info', {
        sentence: `${sayCount(count, 'segment')} of ${sayNames(names)} ${count === 1 ? 'is' : 'are'} being loaded after an ingestion.`,
        source,
        subjects: names,
        evidence,
      })
    const gone = stuck.reduce((sum, { unavailable }) => sum + unavailable, 0)
    return judged('critical', {
      sentence: `${sayCount(gone, 'segment')} of ${sayNames(stuck.map(({ datasource }) => datasource))} cannot be queried: answers lack their rows.`,
      source,
      subjects: stuck.map(({ datasource }) => datasource),
      evidence,
      remedy:
        "Look whether a historical is gone or full. If all are there with room, read the coordinator's log for why it does not assign them, and the historical's for why it does not load them.",
    })
  },
}
