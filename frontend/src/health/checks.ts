import type { CheckGroup, CheckResult } from '@nemeton/contract'
import { isTrouble } from '../format/severity.ts'
import { worstFirst } from './glance.ts'

export const groupTitles: Readonly<Record<CheckGroup, string>> = {
  druid: 'Druid',
  segments: 'Segments',
  ingestion: 'Ingestion',
  storage: 'Storage',
  queries: 'Queries',
  service: 'Nemeton',
}

export interface CheckSection {
  readonly group: CheckGroup
  readonly checks: readonly CheckResult[]
}

/** The group with the worst check first, and so within each. An open check is shown whatever the filter. */
export function sectionsOf(
  checks: readonly CheckResult[],
  { onlyTrouble, opened }: { readonly onlyTrouble: boolean; readonly opened: readonly string[] },
): readonly CheckSection[] {
  const sections = new Map<CheckGroup, CheckResult[]>()
  for (const one of [...checks].sort(worstFirst)) {
    if (onlyTrouble && !isTrouble(one.severity) && !opened.includes(one.check)) continue
    sections.set(one.group, [...(sections.get(one.group) ?? []), one])
  }
  return [...sections].map(([group, of]) => ({ group, checks: of }))
}

/** A statement that the SQL page runs, as opposed to a call. */
export const isStatement = (source: string): boolean => /^\s*(SELECT|WITH|EXPLAIN)\b/i.test(source)
