import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { rename } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ProfileWarning } from '@nemeton/contract'
import { createListFinder, type WrappedList } from '../../olap/tabular/json-list.ts'

export interface Unwrapped {
  /** A file with the list alone, its lines where they were. */
  readonly path: string
  readonly warning: ProfileWarning
}

/** Writes the one list of objects that a JSON file wraps into a file of its own; null when the file is something else. */
export const unwrapList = async (path: string, signal: AbortSignal): Promise<Unwrapped | null> => {
  const list = await findList(path, signal)
  if (list === null) return null
  const { start, end, lines } = list
  const copy = `${path}.list`
  // Another reader may be at this copy: it is written beside it and put in its place whole.
  const draft = `${copy}-${randomUUID()}`
  const pieces = async function* (): AsyncGenerator<Buffer> {
    yield Buffer.from('\n'.repeat(lines))
    yield* createReadStream(path, { start, end: end - 1, highWaterMark: 1 << 20, signal }) as AsyncIterable<Buffer>
  }
  await pipeline(Readable.from(pieces(), { objectMode: false }), createWriteStream(draft), { signal })
  await rename(draft, copy)
  return { path: copy, warning: warningOf(list) }
}

const findList = async (path: string, signal: AbortSignal): Promise<WrappedList | null> => {
  const finder = createListFinder()
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20, signal }))
    if (!finder.push(piece as Buffer)) return null
  return finder.end()
}

const warningOf = ({ path, beside }: WrappedList): ProfileWarning => ({
  code: 'wrapped_list',
  message: `The file is one JSON object; its list "${path.join('.')}" is read, an object a row.${
    beside.length === 0 ? '' : ` What stands beside it is left out: ${beside.map((name) => `"${name}"`).join(', ')}.`
  }`,
})
