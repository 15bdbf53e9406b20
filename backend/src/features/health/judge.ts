import type { CheckResult } from '@nemeton/contract'
import { type Check, compareSeverity } from './checks/check.ts'
import type { Facts } from './collect/facts.ts'

const documentation = 'https://druid.apache.org/docs/33.0.0/'

/** Every check over these facts, worst first, with what was said before by the same checks carried on. */
export function judge(checks: readonly Check[], facts: Facts, before: readonly CheckResult[]): readonly CheckResult[] {
  const known = new Map(before.map((result) => [result.check, result]))
  return checks
    .map((check) => toResult(check, facts, known.get(check.name)))
    .toSorted((a, b) => compareSeverity(a.severity, b.severity))
}

function toResult(check: Check, facts: Facts, before: CheckResult | undefined): CheckResult {
  const { evidence, source, subjects, ...judgement } = check.judge(facts)
  const checkedAt = new Date(facts.at).toISOString()
  const isWell = judgement.severity === 'ok'
  return {
    check: check.name,
    title: check.title,
    group: check.group,
    ...judgement,
    subjects: [...subjects],
    evidence: { facts: evidence, source },
    link: check.page && { title: check.page.title, url: `${documentation}${check.page.path}` },
    firstSeen: isWell ? null : (before?.firstSeen ?? checkedAt),
    lastChanged: before?.severity === judgement.severity ? before.lastChanged : checkedAt,
    checkedAt,
  }
}
