import { type Check, cannotTell, judged } from './check.ts'
import { sayNames } from './say.ts'

const source = 'GET /status'

/** What a feature of Nemeton needs, and whether it can do without. */
const needs = [
  { extension: 'druid-s3-extensions', isNeeded: true, feature: 'reading uploads from the object store' },
  { extension: 'druid-datasketches', isNeeded: false, feature: 'sketches: distinct counts and quantiles that roll up' },
] as const

export const druidExtensions: Check = {
  name: 'druid-extensions',
  title: 'Druid has the extensions that features need',
  group: 'druid',
  page: { title: 'Extensions', path: 'configuration/extensions' },
  judge: ({ status }) => {
    if (status.kind === 'unknown') return cannotTell(status, source)
    const loaded = new Set(status.value.extensions)
    const missing = needs.filter(({ extension }) => !loaded.has(extension))
    const evidence = needs.map(({ extension }) => ({ label: extension, value: loaded.has(extension) }))
    if (missing.length === 0)
      return judged('ok', { sentence: 'Druid has every extension that a feature needs.', source, evidence })
    return judged(missing.some(({ isNeeded }) => isNeeded) ? 'critical' : 'warning', {
      sentence: `Druid lacks ${sayNames(missing.map(({ extension, feature }) => `${extension} (${feature})`))}.`,
      source,
      subjects: missing.map(({ extension }) => extension),
      evidence,
      remedy: `Add ${sayNames(missing.map(({ extension }) => extension))} to druid.extensions.loadList of every server and start them anew.`,
    })
  },
}
