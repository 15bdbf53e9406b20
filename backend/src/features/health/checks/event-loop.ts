import { type Check, judged } from './check.ts'
import { overInstances } from './of-instances.ts'
import { sayNames, sayTime } from './say.ts'

const source = "perf_hooks.monitorEventLoopDelay() of the service's process"
const lateMs = 250
const tooLateMs = 1000

export const eventLoop: Check = {
  name: 'event-loop',
  title: 'The service has time for its requests',
  group: 'service',
  page: null,
  isOfInstances: true,
  judge: (facts) =>
    overInstances(facts, source, (instances) => {
      const evidence = instances.slice(0, 6).flatMap(
        ({
          id,
          process: {
            eventLoop: { p50Ms, p99Ms, worstMs },
            cpuShare,
          },
        }) => [
          { label: `${id}: p50`, value: p50Ms, unit: 'ms' as const },
          { label: `${id}: p99`, value: p99Ms, unit: 'ms' as const },
          { label: `${id}: worst`, value: worstMs, unit: 'ms' as const },
          { label: `${id}: of one processor`, value: cpuShare, unit: 'share' as const },
        ],
      )
      const delays = instances.map(({ id, process }) => ({ id, ms: process.eventLoop.p99Ms }))
      const late = delays.filter(({ ms }) => ms >= lateMs)
      const worst = Math.max(...delays.map(({ ms }) => ms))
      if (late.length === 0)
        return judged('ok', { sentence: `The event loop is at most ${sayTime(worst)} late (p99).`, source, evidence })
      return judged(worst >= tooLateMs ? 'critical' : 'warning', {
        sentence: `The event loop of ${sayNames(late.map(({ id }) => id))} is up to ${sayTime(worst)} late (p99): every request waits as long.`,
        source,
        subjects: late.map(({ id }) => id),
        evidence,
        remedy:
          'Look whether the machine has processors free; then whether one large answer or file is worked on. Another instance takes load off.',
      })
    }),
}
