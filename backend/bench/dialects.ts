import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import iconv from 'iconv-lite'
import { sniff } from '../src/olap/tabular/dialect.ts'
import { encodingOf } from '../src/olap/tabular/encoding.ts'

/** Prints how many annotated files our sniffer reads right, and DuckDB's beside it. Needs CORPUS_DIR. */
interface Annotation {
  readonly set: string
  readonly delimiter: string
  readonly quotechar: string | null
  readonly escapechar: string | null
}

const corpus = process.env.CORPUS_DIR
if (corpus === undefined) {
  console.error('CORPUS_DIR is not set: it names the folder that holds csv-dialect-dev/annotations.json')
  process.exit(1)
}
const folder = join(corpus, 'csv-dialect-dev')
const annotations: Record<string, Annotation> = JSON.parse(readFileSync(join(folder, 'annotations.json'), 'utf8'))

interface Found {
  readonly delimiter: string
  readonly quote: string | null
  readonly escape: string | null
}

/** A quote counts only where one occurs, an escape only where it is a backslash. */
const agrees = (text: string, truth: Annotation, found: Found): boolean => {
  const escaping = truth.escapechar === '\\' ? found.escape === '\\' : found.escape !== '\\'
  const quoteMatters = truth.quotechar !== null && text.includes(truth.quotechar)
  return found.delimiter === truth.delimiter && (!quoteMatters || found.quote === truth.quotechar) && escaping
}

const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
const connection = await instance.connect()
const duck = async (path: string): Promise<Found | null> => {
  try {
    const reader = await connection.runAndReadAll('SELECT Delimiter, Quote, Escape FROM sniff_csv($path)', { path })
    const [delimiter, quote, escaping] = reader.getRows()[0] as [string, string, string]
    return {
      delimiter,
      quote: quote.startsWith('(') ? null : quote,
      escape: escaping.startsWith('(') ? null : escaping,
    }
  } catch {
    return null
  }
}

const tally = new Map<string, { files: number; ours: number; duckdb: number }>()
const misses: string[] = []
let slowest = 0
for (const [name, truth] of Object.entries(annotations)) {
  const bytes = readFileSync(join(folder, name))
  const encoding = encodingOf(bytes.subarray(0, 65_536), bytes.length <= 65_536).name ?? 'utf-8'
  const text = iconv.decode(bytes, encoding === 'us-ascii' ? 'utf-8' : encoding)
  const begin = performance.now()
  const found = sniff(text.slice(0, 262_144), text.length <= 262_144).dialect
  slowest = Math.max(slowest, performance.now() - begin)
  const row = tally.get(truth.set) ?? { files: 0, ours: 0, duckdb: 0 }
  tally.set(truth.set, row)
  row.files++
  if (agrees(text, truth, found)) row.ours++
  else
    misses.push(
      `${name}: ${JSON.stringify([truth.delimiter, truth.quotechar, truth.escapechar])} read as ${JSON.stringify([found.delimiter, found.quote, found.escape])}`,
    )
  const theirs = await duck(join(folder, name))
  if (theirs !== null && agrees(text, truth, theirs)) row.duckdb++
}
for (const miss of misses) console.log(`miss  ${miss}`)
const percent = (part: number, all: number): string => `${((100 * part) / all).toFixed(1)} %`
let files = 0
let ours = 0
let duckdb = 0
for (const [set, row] of tally) {
  files += row.files
  ours += row.ours
  duckdb += row.duckdb
  console.log(
    `${set.padEnd(16)} ${row.files} files   ours ${percent(row.ours, row.files)}   DuckDB ${percent(row.duckdb, row.files)}`,
  )
}
console.log(
  `${'all'.padEnd(16)} ${files} files   ours ${percent(ours, files)}   DuckDB ${percent(duckdb, files)}   slowest ${slowest.toFixed(0)} ms`,
)
connection.closeSync()
