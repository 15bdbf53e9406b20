import { notTold } from '../collect/read.ts'
import { type Check, cannotTell, judged } from './check.ts'
import { overInstances } from './of-instances.ts'
import { sayNames, sayTime } from './say.ts'

const source = "The Date headers of Druid's router and of the object store, and SELECT clock_timestamp()"
/** A date header counts whole seconds, and an answer takes its time. */
const apartMs = 5000
const farApartMs = 60_000

export const clocks: Check = {
  name: 'clocks',
  title: 'Clocks agree',
  group: 'service',
  page: null,
  isOfInstances: true,
  judge: (facts) =>
    overInstances(facts, source, (instances) => {
      const druid = facts.status.kind === 'known' ? facts.status.value.skewMs : null
      const read = [
        { part: 'Druid', ms: druid },
        ...instances.flatMap(({ id, store, database }) => [
          { part: `object store (${id})`, ms: store.kind === 'known' ? store.value.skewMs : null },
          { part: `PostgreSQL (${id})`, ms: database.kind === 'known' ? database.value.skewMs : null },
        ]),
      ]
      const known = read.flatMap(({ part, ms }) => (ms === null ? [] : [{ part, ms }]))
      if (known.length === 0) return cannotTell(notTold('no part has told its time.'), source)
      const evidence = known
        .slice(0, 10)
        .map(({ part, ms }) => ({ label: `${part}: ahead by`, value: ms, unit: 'ms' as const }))
      const apart = known.filter(({ ms }) => Math.abs(ms) >= apartMs)
      const most = Math.max(...known.map(({ ms }) => Math.abs(ms)))
      if (apart.length === 0)
        return judged('ok', {
          sentence: `The clocks of ${sayNames(['this service', ...new Set(known.map(({ part }) => part.replace(/ \(.*/, '')))], 4)} agree to the second.`,
          source,
          evidence,
        })
      return judged(most >= farApartMs ? 'critical' : 'warning', {
        sentence: `The clock of ${sayNames(apart.map(({ part }) => part))} is ${sayTime(most)} apart from that of the service.`,
        source,
        subjects: apart.map(({ part }) => part),
        evidence,
        remedy:
          'Let every machine keep its time by NTP. A store refuses requests that are a quarter of an hour off; relative times of queries are off at once.',
      })
    }),
}
