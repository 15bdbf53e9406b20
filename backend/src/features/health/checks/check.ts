import type { CheckGroup, Evidence, Severity } from '@nemeton/contract'
import type { Facts } from '../collect/facts.ts'
import type { Unknown } from '../collect/read.ts'

export interface Judgement {
  readonly severity: Severity
  /** What is so, in one sentence. */
  readonly sentence: string
  readonly subjects: readonly string[]
  readonly evidence: Evidence['facts']
  /** The statement or call that shows the same. */
  readonly source: string
  /** Null where there is nothing to do. */
  readonly remedy: string | null
}

export interface Check {
  /** Stable and kebab-case: its history hangs on it. */
  readonly name: string
  readonly title: string
  readonly group: CheckGroup
  /** Page of Druid's documentation below its version, with what it is called; null where none is about it. */
  readonly page: { readonly title: string; readonly path: string } | null
  /** Rests on what each instance tells of itself alone: whoever answers judges its own anew. */
  readonly isOfInstances?: true
  readonly judge: (facts: Facts) => Judgement
}

const mostSubjects = 20

/** What a judgement says beside its severity; what is left out is nothing. */
interface Said {
  readonly sentence: string
  readonly source: string
  readonly subjects?: readonly string[]
  readonly evidence?: Evidence['facts']
  readonly remedy?: string
}

export const judged = (severity: Severity, said: Said): Judgement => ({
  severity,
  sentence: said.sentence,
  subjects: [...new Set(said.subjects ?? [])].slice(0, mostSubjects),
  evidence: said.evidence ?? [],
  source: said.source,
  remedy: said.remedy ?? null,
})

/** The check could not run: never taken for well. */
export const cannotTell = (read: Unknown, source: string): Judgement =>
  judged('unknown', {
    sentence: `This could not be checked: ${read.reason}`,
    source,
    remedy: 'See the check of the part that did not answer; this one runs again by itself.',
  })

const order: readonly Severity[] = ['critical', 'warning', 'unknown', 'info', 'ok']

/** Critical first; `unknown` stands between `warning` and `info`. */
export const compareSeverity = (a: Severity, b: Severity): number => order.indexOf(a) - order.indexOf(b)

export const worst = (severities: readonly Severity[]): Severity => severities.toSorted(compareSeverity)[0] ?? 'ok'
