import { Transform, type TransformCallback } from 'node:stream'
import type { SqlRequest } from '@nemeton/contract'

type Format = NonNullable<SqlRequest['resultFormat']>

/**
 * Druid reports an error after the first byte only by leaving the end out: the `]` and line feed of an array, or the
 * last empty line. Passes bytes through untouched and fails at the end when that end is not there.
 */
export function wholeResult(format: Format): Transform {
  let tail = ''
  return new Transform({
    transform(chunk: Buffer, _encoding, done: TransformCallback) {
      tail =
        chunk.length >= 4 ? chunk.toString('latin1', chunk.length - 4) : (tail + chunk.toString('latin1')).slice(-4)
      done(null, chunk)
    },
    flush(done: TransformCallback) {
      done(isWhole(format, tail) ? null : new Error('Druid ended the result early'))
    },
  })
}

export function isWhole(format: Format, tail: string): boolean {
  switch (format) {
    case 'object':
    case 'array':
      // A row may end with `]` as well; a raw line feed stands nowhere but at the end.
      return tail.endsWith(']\n')
    case 'objectLines':
    case 'arrayLines':
    case 'csv':
      return tail === '\n' || tail.endsWith('\n\n')
  }
}
