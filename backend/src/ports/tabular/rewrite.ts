import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import type { Dialect } from '@nemeton/contract'
import iconv from 'iconv-lite'
import { commentMarks, isComment } from '../../olap/tabular/comments.ts'
import { createParser, type ParsedRow } from '../../olap/tabular/parse.ts'
import { codecOf } from './head.ts'
import type { BadRow, FirstBad } from './source.ts'

/** A file written piece by piece, with backpressure. */
export interface Sink {
  write(text: string): void
  /** Resolves when what was written may grow again. */
  room(): Promise<void>
  close(): Promise<void>
}

export const openSink = (path: string, encoding: 'utf8' | 'latin1' = 'utf8'): Sink => {
  const out = createWriteStream(path, { highWaterMark: 1 << 20 })
  let pending = ''
  let full = false
  let failure: Error | null = null
  out.on('error', (error) => {
    failure = error
  })
  out.on('drain', () => {
    full = false
  })
  const flush = (): void => {
    if (pending === '') return
    full = !out.write(pending, encoding)
    pending = ''
  }
  return {
    write: (text) => {
      pending += text
      if (pending.length > 262_144) flush()
    },
    room: async () => {
      if (failure !== null) throw failure
      if (full) await once(out, 'drain')
    },
    close: async () => {
      flush()
      out.end()
      await finished(out)
    },
  }
}

const quoted = (cell: string | null): string =>
  cell === null ? '' : cell === '' || /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell

/** One row of the canonical copy: where it stood, then its cells, comma-separated with doubled quotes. */
export const canonicalRow = (line: number, start: number, length: number, cells: readonly (string | null)[]): string =>
  `${line},${start},${length},${cells.map(quoted).join(',')}\n`

/** Rewrites a text into UTF-8. */
export const transcode = async (from: string, to: string, encoding: string, signal: AbortSignal): Promise<void> => {
  const decoder = iconv.getDecoder(codecOf(encoding))
  const sink = openSink(to)
  for await (const piece of createReadStream(from, { highWaterMark: 1 << 18, signal })) {
    sink.write(decoder.write(piece as Buffer))
    await sink.room()
  }
  sink.write(decoder.end() ?? '')
  await sink.close()
}

export interface Rewritten {
  readonly rows: number
  readonly bad: number
  readonly firstBad: FirstBad | null
  /** Rows at the end that are no rows of the table. */
  readonly footer: readonly { readonly line: number; readonly text: string }[]
  readonly comments: number
  /** The line of the first comment. */
  readonly firstComment: number | null
}

/** Rewrites a delimited text into the canonical copy, setting rows aside that do not have `width` cells. */
export const rewrite = async (
  from: string,
  to: string,
  badPath: string,
  dialect: Dialect,
  width: number,
  signal: AbortSignal,
): Promise<Rewritten> => {
  const sink = openSink(to, 'latin1')
  const bad = openSink(badPath)
  let seen = 0
  let rows = 0
  let wrong = 0
  let firstBad: FirstBad | null = null
  const skip = dialect.preambleRows + dialect.headerRows
  const reject = (row: ParsedRow, reason: string): void => {
    wrong++
    firstBad ??= { line: row.line, reason }
    bad.write(
      `${JSON.stringify({ line: row.line, reason, row: textOf(row, how.delimiter, 10_000) } satisfies BadRow)}\n`,
    )
  }
  const isLateComment = commentBelow(dialect)
  const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')
  const how = {
    ...dialect,
    delimiter: bytes(dialect.delimiter),
    quote: dialect.quote === null ? null : bytes(dialect.quote),
  }
  const held: ParsedRow[] = []
  let comments = 0
  let firstComment: number | null = null
  const parser = createParser(how, (row) => {
    if (dialect.comment !== undefined && seen >= dialect.preambleRows && isComment(row, dialect.comment)) {
      comments++
      firstComment ??= row.line
      return
    }
    if (seen++ < skip) return
    held.push(row)
    if (held.length > (dialect.footerRows ?? 0)) take(held.shift() as ParsedRow)
  })
  const take = (row: ParsedRow): void => {
    const extra = row.cells.length - width
    if (row.flaw !== null && row.flaw !== 'text after a quote')
      reject(row, row.flaw === 'too long' ? tooLong(row, width) : 'a quote is opened and never closed')
    else if (isLateComment(row, width)) {
      comments++
      firstComment ??= row.line
    } else if (extra > 0 && row.cells.slice(width).some((cell) => cell !== null))
      reject(row, `it has ${row.cells.length} cells, the table has ${width} columns`)
    else if (extra < 0) reject(row, `it has ${row.cells.length} cells, the table has ${width} columns`)
    else {
      rows++
      sink.write(canonicalRow(row.line, row.start, row.length, extra > 0 ? row.cells.slice(0, width) : row.cells))
    }
  }
  let first = true
  for await (const piece of createReadStream(from, { highWaterMark: 1 << 20, signal })) {
    let text = (piece as Buffer).toString('latin1')
    if (first && text.startsWith('\u00ef\u00bb\u00bf')) text = text.slice(3)
    first = false
    parser.push(text)
    await sink.room()
    await bad.room()
  }
  parser.end()
  await sink.close()
  await bad.close()
  const footer = held.map((row) => ({ line: row.line, text: textOf(row, how.delimiter, 80) }))
  return { rows, bad: wrong, firstBad, footer, comments, firstComment }
}

const tooLong = ({ cells }: ParsedRow, width: number): string => {
  const lengths = cells.map((cell) => cell?.length ?? 0)
  const most = Math.max(...lengths)
  return width > 1 && cells.length === width
    ? `the row is longer than 2 MB: its cell ${lengths.indexOf(most) + 1} has ${(most / 1e6).toFixed(1)} MB`
    : 'the row is longer than 2 MB'
}

/** Comments that begin below the head: they do not fit the table, and no row that fits begins like them. */
const commentBelow = ({ comment }: Dialect): ((row: ParsedRow, width: number) => boolean) => {
  const rowsBegin = new Set<string>()
  return (row, width) => {
    const mark = comment === undefined ? commentMarks.find((one) => isComment(row, one)) : undefined
    if (mark === undefined) return false
    if (row.cells.length === width) rowsBegin.add(mark)
    return row.cells.length !== width && !rowsBegin.has(mark)
  }
}

/** A row as it stood, of a text whose bytes were taken for characters. */
const textOf = (row: ParsedRow, delimiter: string, most: number): string =>
  Buffer.from(
    row.cells
      .map((cell) => cell ?? '')
      .join(delimiter)
      .slice(0, most),
    'latin1',
  ).toString('utf8')

/** The relation over a canonical copy. */
export const canonicalFrom = (path: string, width: number, literal: (text: string) => string): string => {
  const columns = ['line_', 'start_', 'length_'].map((name) => `'${name}': 'BIGINT'`)
  for (let n = 0; n < width; n++) columns.push(`'c${n}': 'VARCHAR'`)
  // DuckDB would buffer sixteen of the longest lines, more than the whole memory of a light engine.
  return `read_csv(${literal(path)}, auto_detect=false, header=false, delim=',', quote='"', escape='"', allow_quoted_nulls=false, strict_mode=true, max_line_size=8000000, buffer_size=16000000, columns={${columns.join(', ')}})`
}
