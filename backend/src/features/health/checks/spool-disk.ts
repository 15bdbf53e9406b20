import { type Check, cannotTell, judged } from './check.ts'
import { overInstances } from './of-instances.ts'
import { isLow, isVeryLow } from './room.ts'
import { sayBytes, sayNames, sayShare } from './say.ts'

const source = 'statfs of SPOOL_DIR'

export const spoolDisk: Check = {
  name: 'spool-disk',
  title: 'The data folder has room',
  group: 'service',
  page: null,
  isOfInstances: true,
  judge: (facts) =>
    overInstances(facts, source, (instances) => {
      const silent = instances.flatMap(({ disk }) => (disk.kind === 'unknown' ? [disk] : []))
      const known = instances.flatMap(({ id, disk }) => (disk.kind === 'known' ? [{ id, ...disk.value }] : []))
      const [first] = silent
      if (first !== undefined && known.length === 0) return cannotTell(first, source)
      const evidence = known.slice(0, 6).flatMap(({ id, freeBytes, totalBytes }) => [
        { label: `${id}: free`, value: freeBytes, unit: 'bytes' as const },
        { label: `${id}: of`, value: totalBytes, unit: 'bytes' as const },
      ])
      const low = known.filter(isLow)
      const [least] = known.toSorted((a, b) => a.freeBytes - b.freeBytes)
      const free = `${sayBytes(least?.freeBytes ?? 0)} (${sayShare((least?.freeBytes ?? 0) / (least?.totalBytes ?? 1))}) are free in ${least?.folder}`
      if (low.length > 0)
        return judged(low.some(isVeryLow) ? 'critical' : 'warning', {
          sentence: `${free} of ${sayNames(low.map(({ id }) => id))}: uploads fail when it is full.`,
          source,
          subjects: low.map(({ id }) => id),
          evidence,
          remedy: 'Give the disk more room, put SPOOL_DIR onto another, or lower SPOOL_MAX_BYTES.',
        })
      return judged('ok', { sentence: `${free}.`, source, evidence })
    }),
}
