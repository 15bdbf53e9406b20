import type { Facts } from '../collect/facts.ts'
import type { Read } from '../collect/read.ts'
import { type Check, cannotTell, judged } from './check.ts'
import { sayNames, sayTime } from './say.ts'

const slowMs = 2000
const source = 'GET /status, /druid/coordinator/v1/rules and /druid/indexer/v1/workers, and SQL over sys.servers'

const asked = ({ servers, status, rules, workers, segments, tasks }: Facts): readonly [string, Read<unknown>][] => [
  ['router', status],
  ['broker', servers],
  ['coordinator', rules],
  ['overlord', workers],
  ['broker (segments)', segments],
  ['broker (tasks)', tasks],
]

export const druidAnswers: Check = {
  name: 'druid-answers',
  title: 'Druid answers in time',
  group: 'druid',
  page: { title: 'API reference', path: 'api-reference' },
  judge: (facts) => {
    const all = asked(facts)
    const [[, first]] = all as [[string, Read<unknown>]]
    if (all.every(([, { at }]) => at === 0) && first.kind === 'unknown') return cannotTell(first, source)
    const silent = all.flatMap(([part, read]) => (read.kind === 'unknown' && read.at > 0 ? [{ part, read }] : []))
    const slow = all.flatMap(([part, read]) => (read.kind === 'known' && read.tookMs > slowMs ? [part] : []))
    const evidence = all.map(([part, read]) =>
      read.kind === 'known'
        ? { label: part, value: read.tookMs, unit: 'ms' as const }
        : { label: part, value: read.reason },
    )
    if (silent.length > 0)
      return judged('critical', {
        sentence: `Druid's ${sayNames(silent.map(({ part }) => part))} ${silent.some(({ read }) => read.isLate) ? 'did not answer in time' : 'did not answer as it should'}: ${silent[0]?.read.reason}`,
        source,
        subjects: silent.map(({ part }) => part),
        evidence,
        remedy:
          'Look whether that part runs and whether the router reaches it; then read the end of its log. A part that runs and is silent is most often out of memory or of threads.',
      })
    if (slow.length > 0)
      return judged('warning', {
        sentence: `Druid's ${sayNames(slow)} took more than ${sayTime(slowMs)} to answer a small question.`,
        source,
        subjects: slow,
        evidence,
        remedy:
          'Look at its processor, its heap and its garbage collections; a busy broker may want more processing threads.',
      })
    return judged('ok', { sentence: 'Every part of Druid that was asked answered in time.', source, evidence })
  },
}
