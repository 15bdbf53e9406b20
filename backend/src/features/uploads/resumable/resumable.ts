import type { Readable } from 'node:stream'
import { ProductError } from '@nemeton/contract'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { Ports, Unfinished } from '../../../ports/ports.ts'
import type { LiveUploads } from '../live-uploads.ts'
import type { Profiler } from '../profiler.ts'
import { append } from './append.ts'
import { createCopies } from './copies.ts'
import { createDiscard } from './discard.ts'
import { finish } from './finish.ts'
import type { Checksum } from './headers.ts'
import { createPens } from './pens.ts'
import { createSweep } from './sweep.ts'

export interface ResumableOptions extends Ports {
  readonly live: LiveUploads
  readonly profiler: Profiler
  readonly log: Logger
  readonly expiresMs: number
}

export interface Chunk {
  readonly body: Readable
  readonly offset: number
  readonly bytes: number | null
  readonly checksum: Checksum | null
  readonly sender: AbortSignal
}

export interface Resumable {
  /** Ends who still sends; null when it has been stored meanwhile. */
  settled(id: string): Promise<Unfinished | null>
  /** Answers the new offset; at the last byte, once the upload is stored. */
  append(id: string, chunk: Chunk): Promise<number>
  discard(id: string): Promise<void>
}

export function createResumable(app: FastifyInstance, options: ResumableOptions): Resumable {
  const { database } = options
  const copies = createCopies(options)
  const pens = createPens(database)
  const discard = createDiscard({ ...options, copies })
  const needs = { ...options, copies, discard }
  const sweep = createSweep({ ...needs, pens })
  const endEvents = options.events.subscribe((change) => {
    if (change?.kind !== 'upload' || !copies.has(change.id)) return
    const isOver = database.resumables.find(change.id).then((upload) => upload === null)
    // Another instance has stored it, or it was given up there.
    void isOver.then((over) => (over ? copies.forget(change.id) : undefined)).catch(() => {})
  })
  app.addHook('preClose', () => pens.close())
  app.addHook('onClose', async () => {
    endEvents()
    await sweep.close()
    await copies.close()
  })

  const takePen = async (id: string) => {
    const pen = await pens.take(id)
    if (pen !== null) return pen
    await requireKnown(id)
    throw new ProductError(
      'conflict',
      'All bytes of this upload have arrived; it is being stored or has been. Ask for the upload itself.',
    )
  }
  const requireKnown = async (id: string) => {
    const upload = await database.uploads.find(id)
    if (upload === null || upload.status === 'receiving')
      throw new ProductError('not_found', `There is no resumable upload ${id}, or its time is over. Begin another one.`)
  }
  const find = async (id: string) => {
    const upload = await database.resumables.find(id)
    if (upload === null) await requireKnown(id)
    return upload
  }

  return {
    settled: async (id) => {
      await pens.settle(id)
      return find(id)
    },
    append: async (id, { body, offset, bytes, checksum, sender }) => {
      const pen = await takePen(id)
      try {
        const upload = await find(id)
        if (upload?.offset !== offset)
          throw new ProductError(
            'conflict',
            `Upload-Offset is ${offset}, but ${upload?.offset ?? 'all'} bytes are kept. Ask for the offset and go on there.`,
          )
        if (bytes !== null && offset + bytes > upload.length)
          throw new ProductError(
            'too_large',
            `The upload has ${upload.length} bytes; at ${offset} there is no room for ${bytes} more.`,
          )
        const appended = await append({ upload, pen, body, checksum }, needs)
        if (appended.kind === 'refused') {
          await discard(upload, null)
          throw appended.error
        }
        const { offset: reached } = appended
        pen.settle()
        const whole = reached === upload.length ? await database.resumables.find(id) : null
        if (whole !== null) await finish(whole, pen, needs, sender)
        return reached
      } finally {
        await pen.release()
      }
    },
    discard: async (id) => {
      const pen = await takePen(id)
      try {
        const upload = await find(id)
        if (upload !== null) await discard(upload, null)
      } finally {
        await pen.release()
      }
    },
  }
}
