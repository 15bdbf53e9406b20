import type { Facts, InstanceFacts } from '../collect/facts.ts'
import { notTold } from '../collect/read.ts'
import { cannotTell, type Judgement } from './check.ts'

/** Signs of life that an instance may miss before what it told is taken for old. */
export const mostMissed = 3

export const isSilent = ({ seenAt }: InstanceFacts, { at, periodMs }: Facts): boolean =>
  at - seenAt >= mostMissed * periodMs

/** The instances whose facts are fresh. */
export const tellingNow = (facts: Facts): readonly InstanceFacts[] =>
  facts.instances.filter((instance) => !isSilent(instance, facts))

/** A judgement over what each instance tells; unknown while none does. */
export function overInstances(
  facts: Facts,
  source: string,
  judge: (instances: readonly InstanceFacts[]) => Judgement,
): Judgement {
  const telling = tellingNow(facts)
  return telling.length === 0 ? cannotTell(notTold('no instance has told of itself yet.'), source) : judge(telling)
}
