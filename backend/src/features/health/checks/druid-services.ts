import type { RememberedServer } from '../collect/memory.ts'
import { serversSql } from '../collect/servers.ts'
import { type Check, cannotTell, judged } from './check.ts'
import { sayCount, sayNames, sayTime } from './say.ts'

/** Without one of each of these, Druid cannot do its work. */
const needed = ['coordinator', 'overlord', 'broker', 'historical'] as const
const workers = ['indexer', 'middle_manager']
const lacks: Readonly<Record<string, string>> = {
  coordinator: 'no segment is loaded, moved or dropped',
  overlord: 'no task is taken or told of',
  broker: 'no query is answered',
  historical: 'no loaded row can be queried',
  worker: 'no task can run, so nothing can be loaded',
}
const remedy =
  'Look whether its process runs on that machine and read the end of its log; start it again. If it was taken away on purpose, this goes by itself within an hour.'

const nameOf = ({ role, server }: RememberedServer) => `${role} ${server}`

export const druidServices: Check = {
  name: 'druid-services',
  title: "Druid's services are there",
  group: 'druid',
  page: { title: 'Architecture', path: 'design/architecture' },
  judge: ({ servers, memory, at }) => {
    const gone = memory.servers.filter(({ isUp }) => !isUp)
    const up = memory.servers.filter(({ isUp }) => isUp)
    if (servers.kind === 'unknown' && servers.at === 0) return cannotTell(servers, serversSql)
    if (servers.kind === 'unknown') {
      const brokers = memory.servers.filter(({ role }) => role === 'broker')
      return judged('critical', {
        sentence: `Druid's broker does not tell which services there are, so ${lacks.broker}: ${servers.reason}`,
        source: serversSql,
        subjects: brokers.map(nameOf),
        evidence: [{ label: 'services known before', value: memory.servers.length, unit: 'count' }],
        remedy:
          "Look whether a broker and the router run and can reach each other, and read the end of the broker's log; start what is gone.",
      })
    }
    const roles = new Set(up.map(({ role }) => role))
    const missing = needed.filter((role) => !roles.has(role))
    const hasWorker = workers.some((role) => roles.has(role))
    const lost = [...missing, ...(hasWorker ? [] : ['worker'])]
    const evidence = [
      { label: 'services up', value: up.length, unit: 'count' as const },
      { label: 'gone within the hour', value: gone.length, unit: 'count' as const },
      ...gone.slice(0, 5).map((server) => ({
        label: `${nameOf(server)} gone since`,
        value: new Date(server.since).toISOString(),
        unit: 'instant' as const,
      })),
    ]
    if (lost.length > 0) {
      const first = lost[0] ?? ''
      const names = gone.filter(({ role }) => lost.includes(role) || (!hasWorker && workers.includes(role))).map(nameOf)
      return judged('critical', {
        sentence: `Druid has no ${lost.join(' and no ')}, so ${lacks[first]}${names.length > 0 ? `; gone: ${sayNames(names)}` : ''}.`,
        source: serversSql,
        subjects: names.length > 0 ? names : lost,
        evidence,
        remedy: names.length > 0 ? remedy : `Start a ${first} of Druid; its page in the documentation says how.`,
      })
    }
    if (gone.length > 0)
      return judged('warning', {
        sentence: `${sayCount(gone.length, 'service')} of Druid went away: ${sayNames(gone.map((server) => `${nameOf(server)} ${sayTime(at - server.since)} ago`))}; others of the role go on.`,
        source: serversSql,
        subjects: gone.map(nameOf),
        evidence,
        remedy,
      })
    return judged('ok', { sentence: `All ${up.length} services of Druid are there.`, source: serversSql, evidence })
  },
}
