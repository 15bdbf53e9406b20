import type { SweptGroup, SweptItem, SweptKind } from '@nemeton/contract'

export interface Findings {
  add(kind: SweptKind, item: SweptItem): void
  groups(): SweptGroup[]
}

const mostItems = 100

/** Counts everything and keeps the first of each kind. */
export function createFindings(): Findings {
  const groups = new Map<SweptKind, SweptGroup>()
  return {
    add: (kind, item) => {
      const group = groups.get(kind) ?? { kind, count: 0, bytes: 0, items: [] }
      groups.set(kind, {
        kind,
        count: group.count + 1,
        bytes: group.bytes + item.bytes,
        items: group.items.length < mostItems ? [...group.items, item] : group.items,
      })
    },
    groups: () => [...groups.values()],
  }
}
