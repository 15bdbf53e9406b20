import { setTimeout as sleep } from 'node:timers/promises'
import { gatherCluster } from './collect/cluster.ts'
import type { ClusterFacts, InstanceFacts } from './collect/facts.ts'

/** Facts as far as they are there. */
export interface Gathered {
  readonly cluster: Partial<ClusterFacts>
  /** Null while it is not there. */
  readonly own: InstanceFacts | null
  readonly calls: number
}

/** What answers within so long is judged then; who takes longer is waited for, and judged a second time. */
const soonMs = 1000

/** Asks everything and hands out what there is: once early, unless all came early, and once at the end. */
export async function* gather(
  needs: Parameters<typeof gatherCluster>[0],
  asked: Promise<InstanceFacts>,
): AsyncGenerator<Gathered> {
  const { facts, calls } = gatherCluster(needs, Date.now())
  const cluster: Partial<Record<keyof ClusterFacts, unknown>> = {}
  let own: InstanceFacts | null = null
  const arrivals = Object.entries(facts).map(async ([name, fact]) => {
    cluster[name as keyof ClusterFacts] = await fact
  })
  const all = Promise.all([
    ...arrivals,
    asked.then((facts) => {
      own = facts
    }),
  ]).then(() => true)
  const so = (): Gathered => ({ cluster: { ...cluster } as Partial<ClusterFacts>, own, calls: calls() })
  if (!(await Promise.race([all, sleep(soonMs, false, { ref: false })]))) yield so()
  await all
  yield so()
}

/** What an instance knows by itself, and of Druid nothing new. */
export async function* gatherSelf(asked: Promise<InstanceFacts>): AsyncGenerator<Gathered> {
  yield { cluster: {}, own: await asked, calls: 0 }
}
