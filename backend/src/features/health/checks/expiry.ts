import { hourMs } from '../collect/memory.ts'
import { type Check, cannotTell, judged } from './check.ts'
import { overInstances } from './of-instances.ts'
import { sayNames, sayTime } from './say.ts'

const source = 'The certificates that the https addresses of the service show, and the end of its keys for the store'
const dayMs = 24 * hourMs
const soonMs = 21 * dayMs
const verySoonMs = 3 * dayMs
/** Keys that end by themselves are renewed by who gave them, shortly before. */
const keysSoonMs = 60_000

export const expiry: Check = {
  name: 'expiry',
  title: 'Certificates and keys are valid for a while',
  group: 'service',
  page: { title: 'TLS support', path: 'operations/tls-support' },
  isOfInstances: true,
  judge: (facts) =>
    overInstances(facts, source, (instances) => {
      const [first] = instances
      const shown = instances.flatMap(({ certificates }) => (certificates.kind === 'known' ? certificates.value : []))
      if (shown.length === 0 && first?.certificates.kind === 'unknown') return cannotTell(first.certificates, source)
      const encrypted = [
        ...new Map(shown.filter(({ isEncrypted }) => isEncrypted).map((each) => [each.origin, each])).values(),
      ]
      const keys = instances.flatMap(({ id, credentialsExpireAt: read }) =>
        read.kind === 'known' && read.value !== null
          ? [{ name: `keys of ${id}`, at: read.value, soon: keysSoonMs }]
          : [],
      )
      const certificates = encrypted.flatMap(({ origin, expiresAt }) =>
        expiresAt === null ? [] : [{ name: `certificate of ${origin}`, at: expiresAt, soon: soonMs }],
      )
      const ends = [...certificates, ...keys]
      const silent = encrypted.filter(({ expiresAt }) => expiresAt === null).map(({ origin }) => origin)
      const evidence = ends
        .slice(0, 10)
        .map(({ name, at }) => ({ label: name, value: new Date(at).toISOString(), unit: 'instant' as const }))
      const soon = ends.filter(({ at, soon: ms }) => at - facts.at < ms)
      if (soon.length > 0) {
        const next = Math.min(...soon.map(({ at }) => at))
        return judged(next - facts.at < verySoonMs ? 'critical' : 'warning', {
          sentence: `The ${sayNames(soon.map(({ name }) => name))} ${next <= facts.at ? 'has ended' : `ends in ${sayTime(next - facts.at)}`}.`,
          source,
          subjects: soon.map(({ name }) => name),
          evidence,
          remedy: 'Renew it before: then every call over that connection fails.',
        })
      }
      if (silent.length > 0)
        return judged('unknown', {
          sentence: `This could not be checked: ${sayNames(silent)} showed no certificate.`,
          source,
          subjects: silent,
          evidence,
          remedy: 'See the check of that part; this one runs again within the hour.',
        })
      if (ends.length === 0)
        return judged('ok', {
          sentence: `Nothing can expire: ${sayNames(
            shown.map(({ origin }) => origin),
            4,
          )} ${shown.length === 1 ? 'is' : 'are'} not encrypted, and the keys of the store have no end.`,
          source,
        })
      return judged('ok', {
        sentence: `What ends first, ends in ${sayTime(Math.min(...ends.map(({ at }) => at)) - facts.at)}.`,
        source,
        evidence,
      })
    }),
}
