import { segmentsSql } from '../collect/segments.ts'
import { type Check, cannotTell, judged } from './check.ts'
import { sayCount, sayNames } from './say.ts'

const source = segmentsSql(null)

export const segmentsUnderReplicated: Check = {
  name: 'segments-under-replicated',
  title: 'Segments have the replicas that their rules ask',
  group: 'segments',
  page: { title: 'Using rules to drop and retain data', path: 'operations/rule-configuration' },
  judge: ({ segments, servers, memory }) => {
    if (segments.kind === 'unknown') return cannotTell(segments, source)
    if (servers.kind === 'unknown') return cannotTell(servers, source)
    const historicals = memory.servers.filter(({ role, isUp }) => role === 'historical' && isUp).length
    const few = segments.value.filter(({ underReplicated }) => underReplicated > 0)
    const count = few.reduce((sum, { underReplicated }) => sum + underReplicated, 0)
    const asked = Math.max(0, ...few.map(({ askedReplicas }) => askedReplicas))
    const names = few.map(({ datasource }) => datasource)
    const evidence = [
      { label: 'segments with too few replicas', value: count, unit: 'count' as const },
      { label: 'replicas asked at most', value: asked, unit: 'count' as const },
      { label: 'historicals', value: historicals, unit: 'count' as const },
    ]
    if (count === 0)
      return judged('ok', { sentence: 'No loaded segment has fewer replicas than its rule asks.', source, evidence })
    // No number of replicas can be had that there are no servers for: then the rule is what to change.
    if (asked > historicals)
      return judged('info', {
        sentence: `Rules ask ${asked} replicas and there ${historicals === 1 ? 'is 1 historical' : `are ${historicals} historicals`}: ${sayCount(count, 'segment')} of ${sayNames(names)} cannot have as many.`,
        source,
        subjects: names,
        evidence,
        remedy: `Add ${sayCount(asked - historicals, 'historical')}, or ask ${Math.max(1, historicals)} in the load rules (of the cluster: _default).`,
      })
    return judged('warning', {
      sentence: `${sayCount(count, 'segment')} of ${sayNames(names)} ${count === 1 ? 'has' : 'have'} fewer replicas than the rules ask: one lost server may take rows away.`,
      source,
      subjects: names,
      evidence,
      remedy:
        "Wait if a historical has just come or gone: replicas are loaded one after the other. Else look at the load queue and at the coordinator's log.",
    })
  },
}
