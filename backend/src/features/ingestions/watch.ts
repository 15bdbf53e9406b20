import { setTimeout as sleep } from 'node:timers/promises'
import { type Ingestion, ProductError } from '@nemeton/contract'
import { type EventBlock, eventBlock } from '../../http/event-block.ts'
import type { Ports, StoredIngestion } from '../../ports/ports.ts'
import { toContract } from './answer.ts'
import { createMailbox, type Mailbox } from './mailbox.ts'

type Block = EventBlock<Ingestion>
interface Told {
  readonly change: number
  readonly block: Block
  readonly isOver: boolean
}
interface Topic {
  readonly watchers: Set<Mailbox<Told>>
  /** Null until it was read. */
  latest: Told | null
  reading: Promise<void> | null
  isDirty: boolean
}

/** Tells of ingestions to any number of readers: a change is read from the database once and made into text once. */
export interface Watch {
  /** The whole ingestion at once unless that is what the reader has, then after each change, until it ends; null when nothing will come. */
  one(id: string, since: number | null, signal: AbortSignal): Promise<AsyncIterable<Block> | null>
  /** Each ingestion that changes, after what a reader has missed since. */
  all(since: number | null, signal: AbortSignal): AsyncIterable<Block>
  close(): void
}

const againMs = 1000
const mostMissed = 50
const ended = ['queryable', 'failed', 'canceled']

const tell = (stored: StoredIngestion): Told => ({
  change: stored.change,
  block: eventBlock(toContract(stored), String(stored.change)),
  isOver: ended.includes(stored.status),
})

/** A `Last-Event-ID` of ours: the number of a change. */
export const readEventId = (id: string | null): number | null =>
  id !== null && /^\d{1,15}$/.test(id) ? Number(id) : null

export function createWatch({ database, events }: Pick<Ports, 'database' | 'events'>): Watch {
  const topics = new Map<string, Topic>()
  const readers = new Set<Mailbox<Told>>()
  let newest = 0

  const topicOf = (id: string): Topic => {
    const topic = topics.get(id) ?? { watchers: new Set(), latest: null, reading: null, isDirty: false }
    topics.set(id, topic)
    return topic
  }
  const letGo = (id: string, topic: Topic) => {
    const isNeeded = topic.watchers.size > 0 || (readers.size > 0 && topic.latest?.isOver === false)
    if (!isNeeded && topics.get(id) === topic) topics.delete(id)
  }
  const accept = (stored: StoredIngestion, topic: Topic) => {
    if (topic.latest !== null && topic.latest.change >= stored.change) return
    topic.latest = tell(stored)
    newest = Math.max(newest, stored.change)
    for (const box of [...topic.watchers, ...readers]) box.put(stored.id, topic.latest)
  }
  /** Goes on until nothing changed during the last look; who asks meanwhile shares it. */
  const read = (id: string, topic: Topic): Promise<void> => {
    topic.isDirty = true
    topic.reading ??= (async () => {
      try {
        while (topic.isDirty) {
          topic.isDirty = false
          const stored = await database.ingestions.find(id)
          if (stored !== null) accept(stored, topic)
        }
      } finally {
        topic.reading = null
      }
    })()
    return topic.reading
  }
  /** Tries again for as long as anyone waits for it. */
  const refresh = async (id: string): Promise<void> => {
    const topic = topicOf(id)
    while (topic.watchers.size > 0 || readers.size > 0) {
      const isRead = await read(id, topic).then(
        () => true,
        () => sleep(againMs, false, { ref: false }),
      )
      if (isRead) break
    }
    letGo(id, topic)
  }
  const catchUp = async (since: number, put: (stored: StoredIngestion) => void) => {
    for (const stored of await database.ingestions.changedSince(since, mostMissed)) put(stored)
  }
  const end = events.subscribe((change) => {
    if (change === null) {
      for (const id of topics.keys()) void refresh(id)
      if (readers.size > 0) void catchUp(newest, (stored) => accept(stored, topicOf(stored.id))).catch(() => {})
    } else if (change.kind === 'ingestion' && (topics.has(change.id) || readers.size > 0)) void refresh(change.id)
  })

  return {
    one: async (id, since, signal) => {
      const topic = topicOf(id)
      const box = createMailbox<Told>(signal)
      topic.watchers.add(box)
      const leave = () => {
        topic.watchers.delete(box)
        letGo(id, topic)
      }
      try {
        if (topic.latest === null) await (topic.reading ?? read(id, topic))
        const { latest } = topic
        if (latest === null) throw new ProductError('not_found', `There is no ingestion ${id}.`)
        if (latest.isOver && since !== null && latest.change <= since) {
          leave()
          return null
        }
        box.put(id, latest)
      } catch (error) {
        leave()
        throw error
      }
      return untilOver(box, since ?? 0, leave)
    },
    all: async function* (since, signal) {
      const box = createMailbox<Told>(signal)
      readers.add(box)
      try {
        if (since !== null) await catchUp(since, (stored) => box.put(stored.id, tell(stored)))
        for await (const { block } of box.read()) yield block
      } finally {
        readers.delete(box)
        for (const [id, topic] of topics) letGo(id, topic)
      }
    },
    close: end,
  }
}

async function* untilOver(box: Mailbox<Told>, since: number, leave: () => void): AsyncGenerator<Block> {
  let last = since
  try {
    for await (const { change, block, isOver } of box.read()) {
      if (change > last) yield block
      last = Math.max(last, change)
      if (isOver) return
    }
  } finally {
    leave()
  }
}
