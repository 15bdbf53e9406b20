import { supervisorsSql } from '../collect/supervisors.ts'
import { type Check, cannotTell, judged } from './check.ts'
import { sayCount, sayNames } from './say.ts'

export const supervisors: Check = {
  name: 'supervisors',
  title: 'Supervisors are well',
  group: 'ingestion',
  page: { title: 'Supervisor', path: 'ingestion/supervisor' },
  judge: ({ supervisors: read }) => {
    if (read.kind === 'unknown') return cannotTell(read, supervisorsSql)
    const running = read.value.filter(({ isSuspended }) => !isSuspended)
    const ill = running.filter(({ isHealthy }) => !isHealthy)
    const evidence = [
      { label: 'supervisors', value: read.value.length, unit: 'count' as const },
      { label: 'suspended', value: read.value.length - running.length, unit: 'count' as const },
      ...ill.slice(0, 5).map(({ id, state }) => ({ label: id, value: state })),
    ]
    if (ill.length > 0)
      return judged('critical', {
        sentence: `${sayNames(ill.map(({ id, state }) => `${id} (${state})`))} ${ill.length === 1 ? 'is' : 'are'} not well: its rows may not come in.`,
        source: supervisorsSql,
        subjects: ill.map(({ id }) => id),
        evidence,
        remedy:
          "Read the supervisor's recent errors (its status in Druid): most often the stream cannot be reached or offsets are gone. Correct its spec, or reset it knowingly: a reset skips rows.",
      })
    return judged('ok', {
      sentence:
        read.value.length === 0
          ? 'There is no supervisor.'
          : `${sayCount(running.length, 'supervisor')} well, ${read.value.length - running.length} suspended.`,
      source: supervisorsSql,
      evidence,
    })
  },
}
