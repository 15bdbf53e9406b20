import { led } from '../collect/memory.ts'
import { serversSql } from '../collect/servers.ts'
import { type Check, cannotTell, judged } from './check.ts'
import { sayTime } from './say.ts'

const mostChanges = 3

export const druidLeaders: Check = {
  name: 'druid-leaders',
  title: 'Coordinator and overlord have a leader',
  group: 'druid',
  page: { title: 'ZooKeeper', path: 'design/zookeeper' },
  judge: ({ servers, memory, at }) => {
    if (servers.kind === 'unknown') return cannotTell(servers, serversSql)
    const evidence = led.flatMap((role) => [
      { label: `leader of the ${role}s`, value: memory.leaders[role]?.server ?? null },
      {
        label: `changes of the ${role}s' leader within the hour`,
        value: memory.leaders[role]?.changes.length ?? 0,
        unit: 'count' as const,
      },
    ])
    const leaderless = led.filter((role) => (memory.leaders[role]?.server ?? null) === null)
    if (leaderless.length > 0) {
      const since = Math.min(...leaderless.map((role) => memory.leaders[role]?.since ?? at))
      return judged('critical', {
        sentence: `No ${leaderless.join(' and no ')} leads, for ${sayTime(at - since)}.`,
        source: serversSql,
        subjects: leaderless,
        evidence,
        remedy:
          'Look whether a coordinator and an overlord run and reach ZooKeeper; a leader is chosen within seconds of that.',
      })
    }
    const unsteady = led.filter((role) => (memory.leaders[role]?.changes.length ?? 0) >= mostChanges)
    if (unsteady.length > 0)
      return judged('warning', {
        sentence: `The leader of the ${unsteady.join('s and the ')}s changed ${Math.max(...unsteady.map((role) => memory.leaders[role]?.changes.length ?? 0))} times within the hour.`,
        source: serversSql,
        subjects: unsteady,
        evidence,
        remedy:
          'A leader that changes often loses its ZooKeeper session: look for long garbage collections in its log and for a slow disk under ZooKeeper.',
      })
    return judged('ok', { sentence: 'A coordinator and an overlord lead.', source: serversSql, evidence })
  },
}
