import { type Check, judged } from './check.ts'
import { isSilent, tellingNow } from './of-instances.ts'
import { sayCount, sayNames, sayTime } from './say.ts'

const source = 'SELECT id, seen_at FROM health_instances'

export const serviceInstances: Check = {
  name: 'service-instances',
  title: 'Every instance of the service gives signs of life',
  group: 'service',
  page: null,
  isOfInstances: true,
  judge: (facts) => {
    const telling = tellingNow(facts)
    const silent = facts.instances.filter((instance) => isSilent(instance, facts))
    const evidence = facts.instances
      .slice(0, 10)
      .map(({ id, seenAt }) => ({ label: id, value: new Date(seenAt).toISOString(), unit: 'instant' as const }))
    if (facts.instances.length === 0)
      return judged('unknown', { sentence: 'This could not be checked: no instance has told of itself yet.', source })
    if (silent.length === 0) {
      const versions = [...new Set(telling.map(({ version }) => version))].sort()
      if (versions.length > 1)
        return judged('info', {
          sentence: `The instances of the service are of several versions: ${versions.join(', ')}.`,
          source,
          subjects: telling.map(({ id }) => id),
          evidence,
          remedy: 'Bring all instances to one version once the update is through.',
        })
      return judged('ok', {
        sentence: `${sayCount(telling.length, 'instance')} of the service ${telling.length === 1 ? 'is' : 'are'} there.`,
        source,
        evidence,
      })
    }
    return judged(telling.length === 0 ? 'critical' : 'warning', {
      sentence: `${sayNames(silent.map(({ id, seenAt }) => `${id} (for ${sayTime(facts.at - seenAt)})`))} ${silent.length === 1 ? 'gives' : 'give'} no sign of life, and did not say that it would stop.`,
      source,
      subjects: silent.map(({ id }) => id),
      evidence,
      remedy:
        'Look whether its process runs and read the end of its log. If it was taken away, this goes by itself within an hour.',
    })
  },
}
