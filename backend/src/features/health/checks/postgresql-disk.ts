import { type Check, cannotTell, judged } from './check.ts'
import { overInstances } from './of-instances.ts'
import { isLow, isVeryLow } from './room.ts'
import { sayBytes, sayShare } from './say.ts'

const source = 'SELECT pg_database_size(current_database())'

export const postgresqlDisk: Check = {
  name: 'postgresql-disk',
  title: 'PostgreSQL has room',
  group: 'storage',
  page: null,
  isOfInstances: true,
  judge: (facts) =>
    overInstances(facts, source, (instances) => {
      const [first] = instances
      const known = instances.flatMap(({ database }) => (database.kind === 'known' ? [database.value] : []))
      const told = known.find(({ disk }) => disk !== null) ?? known[0]
      if (told === undefined && first?.database.kind === 'unknown') return cannotTell(first.database, source)
      const bytes = told?.bytes ?? 0
      const size = { label: 'size of the database', value: bytes, unit: 'bytes' as const }
      const disk = told?.disk ?? null
      if (disk === null)
        return judged('info', {
          sentence: `The database takes ${sayBytes(bytes)}; how much is free on its disk, it does not tell.`,
          source,
          evidence: [size],
          remedy: 'Watch the free room on the disk of PostgreSQL by what watches its machine.',
        })
      const evidence = [
        size,
        { label: 'free', value: disk.freeBytes, unit: 'bytes' as const },
        { label: 'of', value: disk.totalBytes, unit: 'bytes' as const },
      ]
      const sentence = `The database takes ${sayBytes(bytes)}; ${sayBytes(disk.freeBytes)} (${sayShare(disk.freeBytes / disk.totalBytes)}) of its disk are free.`
      if (!isLow(disk)) return judged('ok', { sentence, source, evidence })
      return judged(isVeryLow(disk) ? 'critical' : 'warning', {
        sentence,
        source,
        subjects: ['postgresql'],
        evidence,
        remedy: 'Give its disk more room: PostgreSQL stops when it is full. Old uploads go by UPLOAD_RETENTION_DAYS.',
      })
    }),
}
