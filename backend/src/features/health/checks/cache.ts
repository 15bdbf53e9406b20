import { notTold } from '../collect/read.ts'
import { type Check, cannotTell, judged } from './check.ts'
import { overInstances } from './of-instances.ts'
import { sayShare } from './say.ts'

const source = "The service's own cache of answers (CACHE_BYTES)"
const fewest = 100
const poor = 0.05

export const cache: Check = {
  name: 'cache',
  title: 'Kept answers are asked for again',
  group: 'queries',
  page: null,
  isOfInstances: true,
  judge: (facts) =>
    overInstances(facts, source, (instances) => {
      if (instances.every(({ statistics }) => statistics === null))
        return cannotTell(notTold('answers from the cache are not counted.'), source)
      const counts = instances.flatMap(({ statistics }) => statistics?.cache ?? [])
      const hits = counts.reduce((sum, each) => sum + each.hits, 0)
      const asked = counts.reduce((sum, each) => sum + each.misses, hits)
      const evidence = [
        { label: 'answers from the cache', value: hits, unit: 'count' as const },
        { label: 'questions', value: asked, unit: 'count' as const },
      ]
      if (counts.length === 0)
        return judged('info', {
          sentence: 'No answers are kept: there is no cache.',
          source,
          remedy: 'Set CACHE_BYTES and DRUID_BROKER_URL to answer what was asked before without Druid.',
        })
      if (asked < fewest)
        return judged('info', {
          sentence: 'There are too few questions to tell how good the cache is.',
          source,
          evidence,
        })
      const share = hits / asked
      const sentence = `${sayShare(share)} of the questions are answered from the cache.`
      if (share >= poor) return judged('ok', { sentence, source, evidence })
      return judged('warning', {
        sentence,
        source,
        evidence,
        remedy:
          'Give it more room (CACHE_BYTES) if questions repeat; where rows stream in all the time, or every question differs, nothing can be kept.',
      })
    }),
}
