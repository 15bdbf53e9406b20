import { type ExplorationFilter, isRange } from './exploration-filter.ts'

/** A filter that is written, not picked from values. */
export type WrittenKind = Exclude<ExplorationFilter['kind'], 'values'>

/** What its fields hold. */
export function textsOf(filter: ExplorationFilter | null): readonly string[] {
  switch (filter?.kind) {
    case 'contains':
      return [filter.text, '']
    case 'regexp':
      return [filter.pattern, '']
    case 'numberRange':
      return [String(filter.from ?? ''), String(filter.to ?? '')]
    case 'time':
      return [filter.from, filter.to]
    default:
      return ['', '']
  }
}

/** The filter that the texts say, or why they say none. */
export function readFilter(
  kind: WrittenKind,
  column: string,
  exclude: boolean,
  [first = '', second = '']: readonly string[],
): ExplorationFilter | string {
  switch (kind) {
    case 'contains':
      return first === '' ? 'Write the text to look for.' : { kind, column, exclude, text: first }
    case 'regexp':
      return first === '' ? 'Write the pattern to look for.' : { kind, column, exclude, pattern: first }
    case 'numberRange': {
      const [from, to] = [first, second].map((text) => (text.trim() === '' ? null : Number(text)))
      if (from === null && to === null) return 'Write at least one end.'
      if (!Number.isFinite(from ?? 0) || !Number.isFinite(to ?? 0)) return 'An end is a number such as 12.5.'
      if (from != null && to != null && from >= to) return 'The first number is below the second.'
      return { kind, column, exclude, from: from ?? null, to: to ?? null }
    }
    case 'time':
      return isRange(first, second)
        ? { kind, column, exclude, from: first, to: second }
        : 'Two days or instants, the first before the second.'
  }
}
