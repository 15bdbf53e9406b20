import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import iconv from 'iconv-lite'
import { sniff } from '../src/olap/tabular/dialect.ts'
import { encodingOf } from '../src/olap/tabular/encoding.ts'
import { missOf } from '../test/olap/tabular/made-file-truth.ts'
import { type Family, families, type MadeFile } from '../test/olap/tabular/made-files.ts'
import { type Figure, noted } from './figure.ts'

interface Dialect {
  readonly delimiter: string
  readonly quote: string | null
  readonly escape: string | null
}

/** A file with what is true of it: a quote counts only where one occurs, an escape only where it is a backslash. */
interface Case {
  readonly name: string
  readonly bytes: Uint8Array
  readonly delimiter: string
  readonly quote: string | null
  readonly escapes: boolean
  /** A made file is right only when its encoding, header, preamble and footer are as well. */
  readonly made: MadeFile | null
}

interface Score {
  files: number
  ours: number
  duckdb: number
  slowest: number
}

const headLength = 262_144
const perFamily = 100
const least = 0.97
const slowest = 2_000

const agrees = (truth: Case, found: Dialect | null): boolean =>
  found !== null &&
  found.delimiter === truth.delimiter &&
  (truth.quote === null || found.quote === truth.quote) &&
  (found.escape === '\\') === truth.escapes

/** How many annotated and made files are read right, and how many by DuckDB's own sniffer. */
export async function dialects(): Promise<readonly Figure[]> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
  const connection = await instance.connect()
  const folder = mkdtempSync(join(tmpdir(), 'dialects-'))
  const duck = async (path: string): Promise<Dialect | null> => {
    try {
      const reader = await connection.runAndReadAll('SELECT Delimiter, Quote, Escape FROM sniff_csv($path)', { path })
      const [delimiter, ...marks] = reader.getRows()[0] as [string, string, string]
      const [quote = null, escaping = null] = marks.map((mark) => (mark.startsWith('(') ? null : mark))
      return { delimiter, quote, escape: escaping }
    } catch {
      return null
    }
  }
  const scoreOf = async (cases: Iterable<Case>): Promise<Score> => {
    const score: Score = { files: 0, ours: 0, duckdb: 0, slowest: 0 }
    for (const one of cases) {
      const begin = performance.now()
      const misses = one.made === null ? missesOf(one) : missOf(one.made)
      score.slowest = Math.max(score.slowest, performance.now() - begin)
      score.files++
      if (misses.length === 0) score.ours++
      else console.log(`  miss: ${one.name}: ${misses.join('; ')}`)
      const path = join(folder, 'file.csv')
      writeFileSync(path, one.bytes)
      if (agrees(one, await duck(path))) score.duckdb++
    }
    return score
  }
  try {
    const figures: Figure[] = []
    const annotated = annotatedFiles()
    if (annotated === null) {
      console.log('  SKIPPED: the annotated files were not read, CORPUS_DIR names no folder with csv-dialect-dev')
      figures.push(noted('dialects: annotated files', 'SKIPPED: CORPUS_DIR names no folder with csv-dialect-dev'))
    } else figures.push(...figuresOf('annotated files', await scoreOf(annotated)))
    for (const name of Object.keys(families)) figures.push(...figuresOf(name, await scoreOf(madeFiles(name))))
    return figures
  } finally {
    connection.closeSync()
    instance.closeSync()
    rmSync(folder, { recursive: true })
  }
}

const missesOf = (one: Case): string[] => {
  const { bytes } = one
  const encoding = encodingOf(bytes.subarray(0, headLength), bytes.length <= headLength).name ?? 'utf-8'
  const text = iconv.decode(Buffer.from(bytes), encoding === 'us-ascii' ? 'utf-8' : encoding)
  const { dialect } = sniff(text.slice(0, headLength), text.length <= headLength)
  const found = JSON.stringify([dialect.delimiter, dialect.quote, dialect.escape])
  return agrees(one, dialect) ? [] : [`read as ${found}`]
}

const percent = (part: number, all: number): string => `${((100 * part) / all).toFixed(1)} %`

const figuresOf = (name: string, { files, ours, duckdb, slowest: ms }: Score): Figure[] => [
  {
    name: `dialects: ${name}`,
    measured: `${percent(ours, files)} of ${files} (DuckDB ${percent(duckdb, files)}), slowest ${ms.toFixed(0)} ms`,
    wanted: `≥ ${least * 100} %, ≤ ${slowest} ms`,
    ok: ours >= files * least && ms <= slowest,
  },
]

interface Annotation {
  readonly delimiter: string
  readonly quotechar: string | null
  readonly escapechar: string | null
}

const annotatedFiles = (): Case[] | null => {
  const folder = join(process.env.CORPUS_DIR ?? '', 'csv-dialect-dev')
  const path = join(folder, 'annotations.json')
  if (process.env.CORPUS_DIR === undefined || !existsSync(path)) return null
  const annotations: Record<string, Annotation> = JSON.parse(readFileSync(path, 'utf8'))
  return Object.entries(annotations).map(([name, { delimiter, quotechar, escapechar }]) => {
    const bytes = readFileSync(join(folder, name))
    const quote = quotechar !== null && bytes.includes(quotechar) ? quotechar : null
    return { name, bytes, delimiter, quote, escapes: escapechar === '\\', made: null }
  })
}

function* madeFiles(family: string): Generator<Case> {
  for (let seed = 1; seed <= perFamily; seed++) {
    const made = (families[family] as Family)(seed)
    const { bytes, truth } = made
    yield {
      name: `${family} ${seed}`,
      bytes,
      made,
      delimiter: truth.delimiter as string,
      quote: truth.quote ?? null,
      escapes: truth.escape === '\\',
    }
  }
}
