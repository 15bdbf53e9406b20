import type { Facts } from '../collect/facts.ts'
import { hourMs, type RememberedServer } from '../collect/memory.ts'
import { notTold } from '../collect/read.ts'
import { serversSql } from '../collect/servers.ts'
import { type Check, cannotTell, judged } from './check.ts'
import { sayBytes, sayNames, sayShare } from './say.ts'

const fullShare = 0.95
const nearlyShare = 0.88
const dayMs = 24 * hourMs
const leastTrendMs = 6 * hourMs
const soonDays = 14

/** One that was given less room than it holds is full and no more. */
const shareOf = ({ usedBytes, mostBytes }: RememberedServer): number => Math.min(1, (usedBytes ?? 0) / (mostBytes ?? 1))
const freeOf = ({ usedBytes, mostBytes }: RememberedServer): number => (mostBytes ?? 0) - (usedBytes ?? 0)

/** Days until it is full if it goes on as it did; null when it does not grow or is not known for long enough. */
export function fullInDays(samples: Facts['memory']['fill'][string], mostBytes: number): number | null {
  const [first] = samples
  const last = samples.at(-1)
  if (first === undefined || last === undefined || last.at - first.at < leastTrendMs) return null
  const growth = (last.bytes - first.bytes) / (last.at - first.at)
  return growth <= 0 ? null : Math.max(0, mostBytes - last.bytes) / growth / dayMs
}

export const historicalsFull: Check = {
  name: 'historicals-full',
  title: 'Historicals have room',
  group: 'segments',
  page: { title: 'Historical: segment cache', path: 'configuration/#historical' },
  judge: ({ servers, segments, memory }) => {
    if (servers.kind === 'unknown') return cannotTell(servers, serversSql)
    const historicals = memory.servers.filter(
      ({ role, isUp, mostBytes }) => role === 'historical' && isUp && (mostBytes ?? 0) > 0,
    )
    if (historicals.length === 0) return cannotTell(notTold('no historical is there.', servers.at), serversSql)
    const evidence = historicals.slice(0, 10).flatMap((server) => [
      { label: `${server.server}: used`, value: server.usedBytes ?? 0, unit: 'bytes' as const },
      { label: `${server.server}: at most`, value: server.mostBytes ?? 0, unit: 'bytes' as const },
    ])
    const remedy =
      'Add a historical or give it a larger segment cache (druid.segmentCache.locations), load less by the load rules, or drop what nobody asks for.'
    const free = Math.max(...historicals.map(freeOf))
    const unfit =
      segments.kind === 'known'
        ? segments.value.filter(({ smallestUnavailable: least }) => least !== null && least > free)
        : []
    if (unfit.length > 0)
      return judged('critical', {
        sentence: `No historical has room for the segments of ${sayNames(unfit.map(({ datasource }) => datasource))} that wait: the smallest takes ${sayBytes(Math.min(...unfit.map(({ smallestUnavailable }) => smallestUnavailable ?? 0)))}, ${sayBytes(Math.max(0, free))} are free.`,
        source: serversSql,
        subjects: historicals.map(({ server }) => server),
        evidence,
        remedy,
      })
    const full = historicals.filter((server) => shareOf(server) >= nearlyShare)
    if (full.length > 0) {
      const fullest = Math.max(...full.map(shareOf))
      return judged(fullest >= fullShare ? 'critical' : 'warning', {
        sentence: `${sayNames(full.map(({ server }) => server))} ${full.length === 1 ? 'is' : 'are'} ${sayShare(fullest)} full.`,
        source: serversSql,
        subjects: full.map(({ server }) => server),
        evidence,
        remedy,
      })
    }
    const soon = historicals.flatMap((server) => {
      const days = fullInDays(memory.fill[server.id] ?? [], server.mostBytes ?? 0)
      return days !== null && days <= soonDays ? [{ server: server.server, days }] : []
    })
    if (soon.length > 0) {
      const days = Math.min(...soon.map((each) => each.days))
      return judged('warning', {
        sentence: `${sayNames(soon.map(({ server }) => server))} will be full in ${days < 1 ? 'less than a day' : `about ${Math.round(days)} days`} if it goes on like this.`,
        source: serversSql,
        subjects: soon.map(({ server }) => server),
        evidence,
        remedy,
      })
    }
    return judged('ok', {
      sentence: `The fullest historical is ${sayShare(Math.max(...historicals.map(shareOf)))} full.`,
      source: serversSql,
      evidence,
    })
  },
}
