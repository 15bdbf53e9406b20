import { serversSql } from '../collect/servers.ts'
import { type Check, cannotTell, judged } from './check.ts'
import { sayCount, sayNames } from './say.ts'

const source = 'GET http://<server>/status of each server'

export const druidVersions: Check = {
  name: 'druid-versions',
  title: 'All of Druid is of one version',
  group: 'druid',
  page: { title: 'Rolling updates', path: 'operations/rolling-updates' },
  judge: ({ servers }) => {
    if (servers.kind === 'unknown') return cannotTell(servers, serversSql)
    const versions = new Map<string, string[]>()
    for (const { version, role, server } of servers.value)
      if (version !== null) versions.set(version, [...(versions.get(version) ?? []), `${role} ${server}`])
    const silent = servers.value.filter(({ version }) => version === null).length
    const evidence = [
      ...[...versions].map(([version, names]) => ({
        label: `services of ${version}`,
        value: names.length,
        unit: 'count' as const,
      })),
      { label: 'services of unknown version', value: silent, unit: 'count' as const },
    ]
    if (versions.size > 1) {
      const [most] = [...versions].toSorted(([, a], [, b]) => b.length - a.length)
      const others = [...versions].filter(([version]) => version !== most?.[0]).flatMap(([, names]) => names)
      return judged('warning', {
        sentence: `Druid runs in ${versions.size} versions: ${[...versions.keys()].sort().join(', ')}.`,
        source,
        subjects: others,
        evidence,
        remedy: `Bring ${sayNames(others)} to ${most?.[0]}, unless an update is under way: then finish it in the order that the documentation gives.`,
      })
    }
    const [version] = versions.keys()
    if (version === undefined)
      return judged('unknown', {
        sentence: 'No server of Druid has told its version yet.',
        source,
        evidence,
        remedy: 'Each server is asked for its version directly: let this service reach their ports.',
      })
    if (silent > 0)
      return judged('info', {
        sentence: `Druid is of version ${version}, as far as its servers tell: ${sayCount(silent, 'service')} did not.`,
        source,
        evidence,
      })
    return judged('ok', { sentence: `All of Druid is of version ${version}.`, source, evidence })
  },
}
