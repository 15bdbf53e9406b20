import { ProductError } from '@nemeton/contract'
import type { Ports } from '../ports/ports.ts'
import type { Queue } from './queue.ts'

/** The same queue, counted: who waits, who was let in, who went without an answer. */
export function measuredQueue<Q extends Queue>(queue: Q, { metrics, beginStretch }: Ports['telemetry']): Q {
  let waiting = 0
  let running = 0
  metrics.watch({
    name: 'nemeton_query_queue',
    help: 'Questions that wait here for Druid, and those that Druid works on.',
    labels: ['state'],
    read: () => [
      { labels: { state: 'waiting' }, value: waiting },
      { labels: { state: 'running' }, value: running },
    ],
  })
  return {
    ...queue,
    enter: async (place) => {
      const start = performance.now()
      const end = beginStretch('queue wait')
      const left = (outcome: string, error?: unknown) => {
        waiting -= 1
        metrics.leftQueue(outcome, (performance.now() - start) / 1000)
        end(error)
      }
      waiting += 1
      let leave: () => void
      try {
        leave = await queue.enter(place)
      } catch (error) {
        left(error instanceof ProductError ? error.code : 'internal', error)
        throw error
      }
      left('ok')
      running += 1
      let isIn = true
      return () => {
        if (isIn) running -= 1
        isIn = false
        leave()
      }
    },
  }
}
