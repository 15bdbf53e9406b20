import { type Check, judged } from './check.ts'
import { overInstances } from './of-instances.ts'
import { sayBytes, sayNames, sayShare } from './say.ts'

const source = "v8.getHeapStatistics() and process.memoryUsage() of the service's process"
const muchShare = 0.85
const tooMuchShare = 0.95

export const memory: Check = {
  name: 'memory',
  title: 'The service has memory left',
  group: 'service',
  page: null,
  isOfInstances: true,
  judge: (facts) =>
    overInstances(facts, source, (instances) => {
      const used = instances.map(({ id, process }) => ({
        id,
        share: process.heapBytes / process.heapMostBytes,
        resident: process.residentBytes,
      }))
      const evidence = instances.slice(0, 6).flatMap(({ id, process }) => [
        { label: `${id}: resident`, value: process.residentBytes, unit: 'bytes' as const },
        { label: `${id}: heap`, value: process.heapBytes, unit: 'bytes' as const },
        { label: `${id}: heap at most`, value: process.heapMostBytes, unit: 'bytes' as const },
      ])
      const full = used.filter(({ share }) => share >= muchShare)
      const fullest = Math.max(...used.map(({ share }) => share))
      if (full.length === 0)
        return judged('ok', {
          sentence: `The heap is ${sayShare(fullest)} full; ${sayBytes(Math.max(...used.map(({ resident }) => resident)))} are resident.`,
          source,
          evidence,
        })
      return judged(fullest >= tooMuchShare ? 'critical' : 'warning', {
        sentence: `The heap of ${sayNames(full.map(({ id }) => id))} is ${sayShare(fullest)} full: it ends when it is full.`,
        source,
        subjects: full.map(({ id }) => id),
        evidence,
        remedy:
          'Lower CACHE_BYTES or QUERIES_AT_ONCE, or give it more (NODE_OPTIONS=--max-old-space-size=…), and start it anew.',
      })
    }),
}
