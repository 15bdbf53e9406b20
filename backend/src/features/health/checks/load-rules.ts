import type { Rule } from '../../../ports/ports.ts'
import { type Check, cannotTell, judged } from './check.ts'
import { sayCount, sayNames } from './say.ts'

const source = 'GET /druid/coordinator/v1/rules'
const ofCluster = '_default'

const loads = ({ type, tiers }: Rule): boolean =>
  type.startsWith('load') && Object.values(tiers).some((replicas) => replicas > 0)
const isForever = ({ type }: Rule): boolean => type.endsWith('Forever')

/** The first rule that fits decides: one that drops for ever ends the list. */
export function loadsNothing(rules: readonly Rule[]): boolean {
  const end = rules.findIndex((rule) => isForever(rule) && !loads(rule))
  return !(end === -1 ? rules : rules.slice(0, end)).some(loads)
}

export const loadRules: Check = {
  name: 'load-rules',
  title: 'Each datasource has a rule that loads it',
  group: 'segments',
  page: { title: 'Using rules to drop and retain data', path: 'operations/rule-configuration' },
  judge: ({ rules, segments, memory, dropped }) => {
    if (rules.kind === 'unknown') return cannotTell(rules, source)
    if (segments.kind === 'unknown') return cannotTell(segments, source)
    const cluster = rules.value[ofCluster] ?? []
    const now = new Map(segments.value.map((each) => [each.datasource, each]))
    const names = [...new Set([...now.keys(), ...Object.keys(rules.value)])].filter((name) => name !== ofCluster)
    const without = names.filter((name) => loadsNothing([...(rules.value[name] ?? []), ...cluster]))
    // One that was dropped here, or has had no segments for a day, was given up on purpose.
    const isMissed = (name: string) =>
      memory.datasources[name] !== undefined && dropped.kind === 'known' && !dropped.value.includes(name)
    const alive = without.filter((name) => now.has(name) || isMissed(name))
    const evidence = [
      { label: 'datasources', value: names.length, unit: 'count' as const },
      { label: 'without a rule that loads', value: without.length, unit: 'count' as const },
      { label: "the cluster's own rules load", value: !loadsNothing(cluster) },
    ]
    if (alive.length > 0)
      return judged('critical', {
        sentence: `No rule loads ${sayNames(alive)}: ${alive.length === 1 ? 'its' : 'their'} rows cannot be queried, nor will rows that are loaded now.`,
        source,
        subjects: alive,
        evidence,
        remedy:
          'Give the datasource a load rule on its page (or the cluster, under _default): loadForever, or loadByPeriod for what is new.',
      })
    if (loadsNothing(cluster) && names.length === 0)
      return judged('warning', {
        sentence: 'The cluster has no rule that loads anything: a new datasource would never be there.',
        source,
        evidence,
        remedy: 'Set the default rules of the cluster (_default) to loadForever.',
      })
    if (without.length > 0)
      return judged('info', {
        sentence: `No rule loads ${sayNames(without)}, and ${without.length === 1 ? 'it has' : 'they have'} had no segments for a day.`,
        source,
        subjects: without,
        evidence,
      })
    return judged('ok', { sentence: `A rule loads each of ${sayCount(names.length, 'datasource')}.`, source, evidence })
  },
}
