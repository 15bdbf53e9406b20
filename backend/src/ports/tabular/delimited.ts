import { createReadStream } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { type Dialect, type DialectChoice, ProductError, type ProfileWarning } from '@nemeton/contract'
import { type Sniffed, sniff } from '../../olap/tabular/dialect.ts'
import { headerNames } from '../../olap/tabular/names.ts'
import { parseText } from '../../olap/tabular/parse.ts'
import { decodeHead, readHead, readSlice, type Head as Start } from './head.ts'
import { lateFooter, leftOut } from './left-out.ts'
import { literal } from './literal.ts'
import { canonicalFrom, rewrite, transcode } from './rewrite.ts'
import type { Source } from './source.ts'
import type { SpooledFile } from './tabular.ts'

export const maxColumns = 2_000
/**
 * DuckDB holds some buffers at a time: these are a quarter of its own choice, and no slower. Its own longest line must be
 * told again, else a line may fill the buffer.
 */
const buffers = 'max_line_size=2000000, buffer_size=8000000'
const sliceLength = 65_536
const slices = { every: 4 * 1024 ** 2, least: 5, most: 64 }

export interface Text {
  readonly file: SpooledFile
  readonly encoding: string
  readonly bom: boolean
  /** Some of its bytes are not of its encoding and are replaced. */
  readonly damaged?: boolean
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/** The path of a text's UTF-8 form, written beside it when it is another encoding. */
export const utf8PathOf = async (text: Text, signal: AbortSignal): Promise<string> => {
  const unicode = text.encoding === 'utf-8' || text.encoding === 'us-ascii'
  if (unicode && text.damaged !== true) return text.file.path
  const path = `${text.file.path}.${text.encoding}.utf8`
  if (!(await exists(path))) await transcode(text.file.path, path, text.encoding, signal)
  return path
}

const damageOf = (text: Text): ProfileWarning[] =>
  text.damaged === true
    ? [
        {
          code: 'encoding',
          message: 'Some bytes are not UTF-8 and are read as \ufffd. Save the file as UTF-8 to keep them.',
        },
      ]
    : []

export interface Head {
  readonly sniffed: Sniffed
  readonly names: readonly string[]
  readonly sample: readonly (readonly (string | null)[])[]
}

/** The judgement on a text's head; refuses what is no table. */
export const judgeHead = (text: string, whole: boolean, wish?: DialectChoice): Head => {
  const sniffed = sniff(text, whole, wish)
  const { dialect, width, rows } = sniffed
  if (width > maxColumns)
    throw new ProductError(
      'too_many_columns',
      `The table has ${width.toLocaleString('en')} columns; at most ${maxColumns.toLocaleString('en')} can be loaded. Split it or leave columns out.`,
      { details: { columns: width } },
    )
  const header = rows.slice(dialect.preambleRows, dialect.preambleRows + dialect.headerRows)
  const body = rows.slice(dialect.preambleRows + dialect.headerRows, rows.length - (dialect.footerRows ?? 0))
  if (body.length === 0 && whole)
    throw new ProductError('no_rows', 'The file has a header but no rows. Add rows below the header.', {
      details: { line: header.at(-1)?.line ?? 1 },
    })
  return {
    sniffed,
    names: headerNames(
      header.map((row) => row.cells),
      width,
    ),
    sample: body.filter((row) => row.cells.length === width).map((row) => row.cells),
  }
}

/** Rows from the head and from places all over a large file, and how many times larger the file is. */
const spreadOf = async (
  path: string,
  start: Start,
  head: Head,
): Promise<{ readonly rows: Head['sample']; readonly growth: number }> => {
  const { size } = await stat(path)
  const count = size > slices.every ? Math.min(slices.most, Math.max(slices.least, Math.floor(size / slices.every))) : 0
  const rows = [...head.sample]
  for (let slice = 1; slice <= count; slice++) {
    const text = await readSlice(path, Math.floor(((size - sliceLength) * slice) / count), sliceLength)
    const begin = text.indexOf('\n') + 1
    for (const row of parseText(text.slice(begin), head.sniffed.dialect, false)) {
      if (row.cells.length === head.names.length && row.flaw === null) rows.push(row.cells)
    }
  }
  return { rows, growth: size / (start.bytes.length + count * sliceLength) }
}

const includesQuote = async (path: string, quote: string, signal: AbortSignal): Promise<boolean> => {
  const code = quote.charCodeAt(0)
  for await (const piece of createReadStream(path, { highWaterMark: 1 << 20, signal }))
    if ((piece as Buffer).indexOf(code) >= 0) return true
  return false
}

/** Whether DuckDB can be told this dialect and then reads what our own parser would. */
const isPlain = (head: Head, dialect: Dialect): boolean => {
  const { rows } = head.sniffed
  const skipped = dialect.preambleRows + dialect.headerRows
  const data = rows[skipped]
  return (
    head.names.length > 1 &&
    dialect.delimiter.length === 1 &&
    dialect.delimiter !== ' ' &&
    dialect.delimiter.charCodeAt(0) < 128 &&
    (dialect.lineEnding === '\n' || dialect.lineEnding === '\r\n') &&
    dialect.escape !== '\\' &&
    (dialect.footerRows ?? 0) === 0 &&
    dialect.comment === undefined &&
    (data === undefined || data.line === skipped + 1) &&
    rows.slice(skipped).every((row) => row.cells.length === head.names.length && row.flaw === null)
  )
}

const directFrom = (path: string, dialect: Dialect, width: number): string => {
  const columns = Array.from({ length: width }, (_, n) => `'c${n}': 'VARCHAR'`).join(', ')
  const quote = literal(dialect.quote ?? '')
  return `read_csv(${literal(path)}, auto_detect=false, header=false, skip=${dialect.preambleRows + dialect.headerRows}, delim=${literal(dialect.delimiter)}, quote=${quote}, escape=${quote}, allow_quoted_nulls=false, strict_mode=true, ${buffers}, columns={${columns}})`
}

/**
 * Opens a delimited text. DuckDB reads it directly where it can; otherwise, or when each row's place is asked for, our own parser writes a canonical copy first.
 */
export const openDelimited = async (text: Text, located: boolean, signal: AbortSignal): Promise<Source> => {
  const path = await utf8PathOf(text, signal)
  const start = await readHead(path)
  const head = judgeHead(decodeHead(start.bytes, 'utf-8'), start.whole, text.file.dialect)
  const quotes = head.sniffed.quoteSeen || (await includesQuote(path, head.sniffed.dialect.quote ?? '"', signal))
  const footerRows = start.whole ? (head.sniffed.dialect.footerRows ?? 0) : await lateFooter(path, head.sniffed)
  const dialect: Dialect = { ...head.sniffed.dialect, ...(footerRows === 0 ? {} : { footerRows }) }
  const width = head.names.length
  const spread = await spreadOf(path, start, head)
  const base = {
    format: 'csv' as const,
    compression: text.file.compression,
    names: head.names,
    cells: head.names.map((_, n) => `c${n}`),
    declared: head.names.map(() => null),
    sample: head.sample,
    spread: spread.rows,
    growth: spread.growth,
    path,
    badPath: `${text.file.path}.bad`,
    dialect: quotes ? dialect : { ...dialect, quote: null, escape: null },
    confidence: head.sniffed.confidence,
    runnerUp: head.sniffed.runnerUp,
    encoding: text.encoding,
    bom: text.bom,
    nested: false,
    quotes,
    warnings: damageOf(text),
  }
  if (!located && isPlain(head, dialect)) {
    const from = directFrom(path, dialect, width)
    return { ...base, from, located: false, bad: 0 }
  }
  const copy = `${text.file.path}.rows`
  const done = await rewrite(path, copy, base.badPath, dialect, width, signal)
  if (done.rows === 0)
    throw new ProductError(
      'no_rows',
      `No row of the file could be read as a row of its table.${done.firstBad === null ? '' : ` The first that could not is line ${done.firstBad.line.toLocaleString('en')}: ${done.firstBad.reason}.`} Check that all rows have as many cells as the header.`,
      { details: { rejected: done.bad, ...(done.firstBad === null ? {} : { line: done.firstBad.line }) } },
    )
  const warnings = [...base.warnings, ...leftOut(done)]
  return {
    ...base,
    from: canonicalFrom(copy, width, literal),
    located: true,
    bad: done.bad,
    firstBad: done.firstBad,
    warnings,
  }
}
