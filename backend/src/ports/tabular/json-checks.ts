import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { ProductError } from '@nemeton/contract'
import { createDepthMeter, maxJsonDepth } from '../../olap/tabular/json-depth.ts'
import { jsonFault } from '../../olap/tabular/json-fault.ts'

/** The longest object in bytes. DuckDB holds buffers of twice that for each thread: JSON is read by one thread. */
export const largest = 16 * 1024 ** 2

const place = (text: string, position: number): { line: number; column: number } => {
  const before = text.slice(0, position).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

/** Finds where JSON breaks in a head; a value cut at the end of a sample is no fault. */
export const checkHead = (text: string, format: 'json' | 'ndjson', whole: boolean): void => {
  const deep = createDepthMeter(format === 'ndjson').push(Buffer.from(text))
  if (deep !== null) throw tooDeep(deep)
  const first = format === 'ndjson' ? (text.split('\n', 1)[0] as string) : text
  const found = jsonFault(first)
  if (found === null || (found.cut && !whole && first.length === text.length)) return
  const { line, column } = place(first, found.position)
  throw fault(line, column, found.reason)
}

/** A reader of JSON goes as deep as its values do, and ends its process where they have no end. */
export const checkDepth = async (
  path: string,
  format: 'json' | 'ndjson',
  anyLength: boolean,
  signal: AbortSignal,
): Promise<void> => {
  const meter = createDepthMeter(format === 'ndjson')
  let begun = 0
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20, signal })) {
    const line = meter.push(piece as Buffer)
    if (line !== null) throw tooDeep(line)
    const last = (piece as Buffer).lastIndexOf(10)
    begun = last < 0 ? begun + (piece as Buffer).length : (piece as Buffer).length - last
    if (format === 'ndjson' && !anyLength && begun > largest) throw fault(0, 0, 'a line is longer than 16 MB')
  }
}

const tooDeep = (line: number): ProductError =>
  new ProductError(
    'unreadable_file',
    `The JSON nests more than ${maxJsonDepth} levels deep in line ${line.toLocaleString('en')}. Send it flatter.`,
    { details: { line } },
  )

const fault = (line: number, column: number, reason: string, cause?: unknown): ProductError =>
  line === 0
    ? new ProductError(
        'unreadable_file',
        `The JSON cannot be read: ${reason}. Write one list of objects, or one object a line.`,
        {
          cause,
        },
      )
    : new ProductError(
        'unreadable_file',
        `The JSON breaks at line ${line}, column ${column}: ${reason}. Correct it there and send the file again.`,
        { cause, details: { line, column } },
      )

/** A list that takes no great part of the memory is looked through for the place where it breaks: DuckDB counts objects. */
const mostSearched = 32 * 1024 ** 2

export const faultOf = async (path: string, signal: AbortSignal): Promise<ProductError | null> => {
  if ((await stat(path)).size > mostSearched) return null
  const text = await readFile(path, { encoding: 'utf8', signal })
  const found = jsonFault(text)
  if (found === null) return null
  const { line, column } = place(text, found.position)
  return fault(line, column, found.reason)
}

/** In a list DuckDB counts objects, not lines. */
export const unplaced = (error: unknown): unknown => {
  const found = readable(error)
  if (!(found instanceof ProductError) || !/record\/value/.test(String(error))) return found
  const [, object = '', reason = 'it cannot be read'] =
    /in record\/value (\d+)(?::? ([^.]+))?/.exec(String(error)) ?? []
  return fault(0, 0, `${reason.trim()}, near its object ${Number(object).toLocaleString('en')}`, error)
}

/** DuckDB's complaint about JSON as ours, with the line that it names. */
export const readable = (error: unknown): unknown => {
  if (error instanceof ProductError) return error
  const message = error instanceof Error ? error.message : String(error)
  const twice = /in (?:line|record\/value|record) (\d+).* has duplicate key "(.*)"/.exec(message)
  if (twice !== null)
    return new ProductError(
      'unreadable_file',
      `Object ${twice[1]} of the JSON has the field "${twice[2]}" twice. Keep one of them and send the file again.`,
      { cause: error, details: { object: Number(twice[1]), field: twice[2] } },
    )
  if (!/Malformed JSON|Invalid Input|JSON/.test(message)) return error
  const line = Number(/in (?:line|record\/value|record) (\d+)/.exec(message)?.[1] ?? 0)
  const byte = Number(/at byte (\d+)/.exec(message)?.[1] ?? 0)
  const reason = /: ([^:.]+)\.\s*(?:Try|$)/.exec(message)?.[1] ?? 'it cannot be read'
  return fault(line, byte, reason, error)
}
