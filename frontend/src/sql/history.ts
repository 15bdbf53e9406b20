/** A statement that was run; results are never kept. */
export interface HistoryEntry {
  readonly id: string
  readonly statement: string
  /** Epoch ms. */
  readonly at: number
  readonly outcome: 'done' | 'failed' | 'canceled'
  readonly rows: number
  readonly elapsedMs: number
}

const key = 'nemeton-sql-history'
const mostEntries = 100
const mostCharacters = 20_000

/** Newest first; what is not ours, or broken, is left out. */
export function readHistory(storage: Pick<Storage, 'getItem'>): readonly HistoryEntry[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(key) ?? '[]')
    return Array.isArray(kept) ? kept.filter(isEntry).slice(0, mostEntries) : []
  } catch {
    return []
  }
}

const isEntry = (value: unknown): value is HistoryEntry => {
  const { id, statement, at, outcome, rows, elapsedMs } = (value ?? {}) as Partial<HistoryEntry>
  return (
    typeof id === 'string' &&
    typeof statement === 'string' &&
    typeof at === 'number' &&
    typeof rows === 'number' &&
    typeof elapsedMs === 'number' &&
    (outcome === 'done' || outcome === 'failed' || outcome === 'canceled')
  )
}

/** Puts an entry first; an older run of the same statement goes. A very long statement is not kept. */
export function withEntry(history: readonly HistoryEntry[], entry: HistoryEntry): readonly HistoryEntry[] {
  if (entry.statement.length > mostCharacters) return history
  return [entry, ...history.filter(({ statement }) => statement !== entry.statement)].slice(0, mostEntries)
}

/** A browser that is out of room keeps fewer. */
export function writeHistory(storage: Pick<Storage, 'setItem'>, history: readonly HistoryEntry[]): void {
  for (let count = history.length; count >= 0; count = count === 0 ? -1 : Math.floor(count / 2))
    try {
      storage.setItem(key, JSON.stringify(history.slice(0, count)))
      return
    } catch {
      // tried again with half of them
    }
}

/** Every word of the search stands somewhere in the statement. */
export function searchHistory(history: readonly HistoryEntry[], search: string): readonly HistoryEntry[] {
  const words = search.toLowerCase().split(/\s+/)
  return history.filter(({ statement }) => words.every((word) => statement.toLowerCase().includes(word)))
}
