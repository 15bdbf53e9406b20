import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { Ports } from '../../../ports/ports.ts'
import type { Discard } from './discard.ts'
import { type FinishNeeds, finish } from './finish.ts'
import { type Pens, penMs } from './pens.ts'

interface Needs extends FinishNeeds, Pick<Ports, 'database'> {
  readonly pens: Pens
  readonly discard: Discard
  readonly log: Logger
}

const everyMs = 5000
/** Nobody waits for an answer: a file that cannot be read is kept as a row that says so. */
const nobody = AbortSignal.abort()

/** Removes uploads that nobody went on with in time, and finishes those whose instance died after the last byte. */
export function createSweep(needs: Needs): { close(): Promise<void> } {
  const { pens, discard, log } = needs
  const { resumables } = needs.database
  let running: Promise<void> | null = null

  const finishWhole = async () => {
    const writer = randomUUID()
    const upload = await resumables.claimWhole(writer, penMs)
    if (upload === null) return
    const pen = pens.hold(upload.id, writer)
    pen.settle()
    try {
      await finish(upload, pen, needs, nobody)
    } finally {
      await pen.release()
    }
  }
  const removeExpired = async () => {
    const upload = await resumables.claimExpired(randomUUID(), penMs)
    if (upload === null) return
    log.info({ uploadId: upload.id, kept: upload.offset, of: upload.length }, 'an unfinished upload has expired')
    await discard(upload, null)
  }
  const sweep = async () => {
    for (const step of [finishWhole, removeExpired])
      await step().catch((error: unknown) => log.warn({ err: error }, 'unfinished uploads will be looked at again'))
  }
  const timer = setInterval(() => {
    running ??= sweep().finally(() => {
      running = null
    })
  }, everyMs)
  return {
    close: async () => {
      clearInterval(timer)
      await running
    },
  }
}
