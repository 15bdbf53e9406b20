import { type DialectChoice, ProductError } from '@nemeton/contract'
import { type Content, contentOf } from '../../olap/tabular/format.ts'
import { judgeHead, maxColumns, openDelimited, type Text } from './delimited.ts'
import type { Engine } from './engine.ts'
import { decodeHead, type Head, isUtf8File, readHead } from './head.ts'
import { openJson } from './json.ts'
import { checkHead, readable } from './json-checks.ts'
import { openParquet } from './parquet.ts'
import type { Source } from './source.ts'
import type { SpooledFile } from './tabular.ts'
import { openXlsx } from './xlsx.ts'

/** What a file is, by its head and what is said of it; refuses what is empty or nothing that can be read. */
export const recognise = (
  head: Head,
  wish?: DialectChoice,
): Exclude<Content, { kind: 'empty' } | { kind: 'unknown' }> => {
  if (head.bytes.length === 0)
    throw new ProductError('empty_file', 'The file is empty. Choose one with a header and rows.')
  const content = contentOf(head.bytes, head.whole, decodeHead)
  if (content.kind === 'empty')
    throw new ProductError('empty_file', 'The file holds nothing but spaces. Choose one with a header and rows.')
  if (content.kind === 'unknown')
    throw new ProductError(
      'unknown_format',
      `The file is ${content.looksLike}, not a table. Send CSV, TSV, JSON, NDJSON, XLSX or Parquet.`,
    )
  if (wish === undefined) return content
  if (content.kind !== 'text' || content.format !== 'csv')
    throw new ProductError(
      'invalid_request',
      'The file is no delimited text, so nothing can be said of its delimiter, quotes, header or encoding.',
    )
  return { ...content, encoding: wish.encoding ?? content.encoding }
}

const open = async (engine: Engine, file: SpooledFile, located: boolean, signal: AbortSignal): Promise<Source> => {
  const content = recognise(await readHead(file.path), file.dialect)
  if (content.kind === 'parquet') return openParquet(engine, file, located)
  if (content.kind === 'xlsx') return openXlsx(file)
  const text = located
    ? await lateEncoding(file, content, signal)
    : { file, encoding: content.encoding, bom: content.bom }
  if (content.format === 'csv') return openDelimited(text, located, signal)
  return openJson(engine, text, content.format, located, signal)
}

/** Bytes beyond the head may show that a text is not the UTF-8 that its head promised. */
const lateEncoding = async (
  file: SpooledFile,
  content: { readonly encoding: string; readonly bom: boolean },
  signal: AbortSignal,
): Promise<Text> => {
  const { encoding, bom } = content
  const unicode = encoding === 'utf-8' || encoding === 'us-ascii'
  if (!unicode || (await isUtf8File(file.path, signal))) return { file, encoding, bom }
  return encoding === 'us-ascii' ? { file, encoding: 'windows-1252', bom } : { file, encoding, bom, damaged: true }
}

const isReadingFault = (error: unknown): boolean =>
  (error instanceof ProductError && error.code === 'unreadable_file') ||
  (error instanceof Error &&
    /CSV Error|Invalid Input Error|Malformed JSON|[Ii]nvalid unicode|UTF-8/.test(error.message))

/**
 * Works on a file's rows: as DuckDB reads them, and once more over our own canonical copy when it met one that it
 * cannot read.
 */
export const overSource = async <T>(
  engine: Engine,
  file: SpooledFile,
  located: boolean,
  signal: AbortSignal,
  work: (source: Source) => Promise<T>,
): Promise<T> => {
  let source: Source | null = null
  try {
    source = await open(engine, file, located, signal)
    return await work(source)
  } catch (error) {
    const again = !located && !(source?.located ?? false) && isReadingFault(error) && (await mayCopy(file))
    if (!again) throw readable(error)
    return await work(await open(engine, file, true, signal))
  }
}

/** CSV and NDJSON can be read row by row, leaving broken rows out. */
const mayCopy = async (file: SpooledFile): Promise<boolean> => {
  const content = recognise(await readHead(file.path))
  return content.kind === 'text' && content.format !== 'json'
}

/** A first line that is longer than the head is judged by the delimiters in it. */
const refuseManyCells = (text: string): void => {
  if (/[\r\n]/.test(text)) return
  if (![',', ';', '\t', '|'].some((delimiter) => text.split(delimiter, maxColumns + 1).length > maxColumns)) return
  throw new ProductError(
    'too_many_columns',
    `The first line has more than ${maxColumns.toLocaleString('en')} cells; at most so many columns can be loaded. Split the table, or leave columns out.`,
    { details: { line: 1 } },
  )
}

/** Starts an engine for the work given. */
export type WithEngine = <T>(work: (engine: Engine) => Promise<T>) => Promise<T>

/** The quick verdict before an upload is accepted: most texts are judged by their head, without an engine. */
export const inspect = async (withEngine: WithEngine, file: SpooledFile, signal: AbortSignal): Promise<void> => {
  const head = await readHead(file.path)
  const content = recognise(head, file.dialect)
  if (file.sheet !== undefined && content.kind !== 'xlsx')
    throw new ProductError(
      'invalid_request',
      `The file is no workbook, so it has no sheet "${file.sheet}". Send it without naming a sheet.`,
    )
  if (content.kind === 'parquet') await withEngine((engine) => openParquet(engine, file, false))
  else if (content.kind === 'xlsx') await openXlsx(file)
  else if (content.format === 'csv') {
    const text = decodeHead(head.bytes, content.encoding)
    refuseManyCells(text)
    judgeHead(text, head.whole, file.dialect)
  } else {
    const text = decodeHead(head.bytes, content.encoding)
    checkHead(text, content.format, head.whole)
    if (/^\s*\[\s*\]\s*$/.test(text))
      throw new ProductError('no_rows', 'The JSON list is empty. Put at least one object into it.')
    if (head.whole && content.format === 'json')
      await withEngine((engine) =>
        openJson(engine, { file, encoding: content.encoding, bom: content.bom }, 'json', false, signal),
      ).catch((error: unknown) => {
        throw readable(error)
      })
  }
  signal.throwIfAborted()
}
