import { Readable, Writable } from 'node:stream'
import { ProductError, type SqlRequest } from '@nemeton/contract'

type Format = NonNullable<SqlRequest['resultFormat']>

/** Druid sends what is smaller than this in one go and its end right behind. */
const smallBytes = 32 * 1024
const endWithinMs = 2

export interface Result {
  /** Where the bytes of the answer go. */
  readonly sink: Writable
  /** To be called once the answer has begun: everything when the end follows at once, else a stream. */
  take(): Promise<Buffer | Readable>
}

/**
 * A result on its way through, untouched. Druid reports an error after the first byte only by leaving the end out: then
 * the stream fails at its end. Most results are small and come at once; those cost one write instead of a stream.
 */
export function createResult(format: Format): Result {
  const early: Buffer[] = []
  const ending = createEnding(format)
  let isDecided = () => {}
  let held = 0
  let out: Readable | null = null
  let goOn = () => {}
  const sink = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      ending.see(chunk)
      if (out === null) early.push(chunk)
      held += chunk.length
      if (held >= smallBytes) isDecided()
      if (out === null || out.push(chunk)) done()
      else goOn = done
    },
    final: (done) => {
      if (ending.isWhole()) out?.push(null)
      done(ending.isWhole() ? null : cutShort())
      isDecided()
    },
    destroy: (error, done) => {
      // It also closes when all was written: what its reader has not yet read stays.
      if (error !== null || !sink.writableFinished) out?.destroy(error ?? cutShort())
      done(error)
      isDecided()
    },
  })
  const take = async () => {
    if (!sink.writableEnded && held < smallBytes)
      await new Promise<void>((resolve) => {
        const late = setTimeout(resolve, endWithinMs)
        isDecided = () => {
          clearTimeout(late)
          resolve()
        }
      })
    if (sink.errored) throw sink.errored instanceof ProductError ? sink.errored : cutShort(sink.errored)
    if (sink.writableEnded) {
      if (!ending.isWhole()) throw cutShort()
      return Buffer.concat(early)
    }
    out = new Readable({
      read: () => {
        const done = goOn
        goOn = () => {}
        done()
      },
      destroy: (error, done) => {
        sink.destroy(error ?? undefined)
        done(error)
      },
    })
    for (const chunk of early.splice(0)) out.push(chunk)
    return out
  }
  return { sink, take }
}

const cutShort = (cause?: unknown) =>
  new ProductError('druid_query_failed', 'Druid ended the result early. Its log has the reason.', { cause })

/** Whether what was seen ends like a result of Druid's: the `]` and line feed of an array, or a last empty line. */
function createEnding(format: Format) {
  let tail = ''
  // An empty line of a CSV may also stand inside a quoted cell.
  let isQuoted = false
  return {
    see: (chunk: Buffer) => {
      tail =
        chunk.length >= 4 ? chunk.toString('latin1', chunk.length - 4) : (tail + chunk.toString('latin1')).slice(-4)
      if (format !== 'csv') return
      for (let at = chunk.indexOf(34); at >= 0; at = chunk.indexOf(34, at + 1)) isQuoted = !isQuoted
    },
    isWhole: () => {
      switch (format) {
        case 'object':
        case 'array':
          // A row may end with `]` as well; a raw line feed stands nowhere but at the end.
          return tail.endsWith(']\n')
        case 'objectLines':
        case 'arrayLines':
          return tail === '\n' || tail.endsWith('\n\n')
        case 'csv':
          return !isQuoted && (tail === '\n' || tail.endsWith('\n\n'))
      }
    },
  }
}
