import { type listStateChanges, ProductError, type StateChange } from '@nemeton/contract'
import type { z } from 'zod'
import type { NewChange, Ports } from '../../ports/ports.ts'
import { reading } from './collect/read.ts'

type List = z.infer<typeof listStateChanges.result>

/** All changes of state, kept in PostgreSQL; while it is away they wait here, and what happened last is told from here. */
export interface Feed {
  add(changes: readonly NewChange[]): void
  /** Writes down what waits. Never rejects. */
  flush(): Promise<void>
  list(page: z.infer<typeof listStateChanges.query>): Promise<List>
}

const mostWaiting = 500
const mostRecent = 200
const timeoutMs = 1500

export function createFeed({ database }: Pick<Ports, 'database'>): Feed {
  let waiting: readonly NewChange[] = []
  let recent: readonly StateChange[] = []
  let count = 0
  let flushing: Promise<void> | null = null
  const flush = async () => {
    const batch = waiting
    if (batch.length === 0) return
    const written = await reading('PostgreSQL', timeoutMs, () => database.health.addChanges(batch))
    // What came meanwhile stands behind.
    if (written.kind === 'known') waiting = waiting.filter((change) => !batch.includes(change))
  }
  const feed: Feed = {
    add: (changes) => {
      waiting = [...waiting, ...changes].slice(-mostWaiting)
      const numbered = changes.map((change) => {
        count += 1
        return { ...change, id: String(count) }
      })
      recent = [...numbered.toReversed(), ...recent].slice(0, mostRecent)
    },
    flush: () => {
      flushing ??= flush().finally(() => {
        flushing = null
      })
      return flushing
    },
    list: async (page) => {
      await feed.flush()
      const read = await reading('PostgreSQL', timeoutMs, async () => {
        try {
          return { list: await database.health.changes(page), refusal: null }
        } catch (error) {
          if (error instanceof ProductError && error.code === 'invalid_request') return { list: null, refusal: error }
          throw error
        }
      })
      if (read.kind === 'known') {
        if (read.value.list === null) throw read.value.refusal
        return read.value.list
      }
      if (page.cursor !== undefined)
        throw new ProductError(
          'database_unavailable',
          'PostgreSQL does not answer, and earlier changes are there. The latest are told without a cursor.',
        )
      const of = recent.filter(({ kind }) => page.kind === undefined || kind === page.kind)
      return { items: of.slice(0, page.limit), nextCursor: null }
    },
  }
  return feed
}
