import { serversSql } from '../collect/servers.ts'
import { type Check, cannotTell, judged } from './check.ts'
import { sayNames } from './say.ts'

const most = 3

export const druidFlapping: Check = {
  name: 'druid-flapping',
  title: "Druid's services stay up",
  group: 'druid',
  page: { title: 'Basic cluster tuning', path: 'operations/basic-cluster-tuning' },
  judge: ({ servers, memory }) => {
    if (servers.kind === 'unknown') return cannotTell(servers, serversSql)
    const flapping = memory.servers.filter(({ starts }) => starts.length >= most)
    const restarts = memory.servers.reduce((sum, { starts }) => sum + starts.length, 0)
    const evidence = [{ label: 'restarts within 15 minutes', value: restarts, unit: 'count' as const }]
    if (flapping.length === 0)
      return judged('ok', {
        sentence: `No service of Druid came and went ${most} times within 15 minutes.`,
        source: serversSql,
        evidence,
      })
    const names = flapping.map(({ role, server }) => `${role} ${server}`)
    return judged('warning', {
      sentence: `${sayNames(names)} came and went ${Math.max(...flapping.map(({ starts }) => starts.length))} times within 15 minutes.`,
      source: serversSql,
      subjects: names,
      evidence,
      remedy:
        'Read the end of its log for the reason of the last end: most often memory (give it more heap or direct memory) or a lost connection to ZooKeeper.',
    })
  },
}
