import { constants, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { type Compression, ProductError, type Profile } from '@nemeton/contract'
import { contentOf } from '../../olap/tabular/format.ts'
import { profileOf } from '../../olap/tabular/profile.ts'
import { sampleFacts } from '../../olap/tabular/sample-facts.ts'
import { judgeHead } from './delimited.ts'
import { decodeHead } from './head.ts'

/** Unpacks as much of a head as it holds. */
const unpacked = (head: Uint8Array): { readonly bytes: Uint8Array; readonly compression: Compression } => {
  const limit = { maxOutputLength: 4 * 1024 * 1024 }
  try {
    if (head[0] === 0x1f && head[1] === 0x8b)
      return { compression: 'gzip', bytes: gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH, ...limit }) }
    if (head[0] === 0x28 && head[1] === 0xb5)
      return { compression: 'zstd', bytes: zstdDecompressSync(head, { finishFlush: constants.ZSTD_e_flush, ...limit }) }
  } catch {
    return { compression: 'none', bytes: new Uint8Array() }
  }
  return { compression: 'none', bytes: head }
}

/** What the first bytes of a delimited text or of NDJSON promise; null when they do not tell. */
export const provisionalOf = (head: Uint8Array): Profile | null => {
  const { bytes, compression } = unpacked(head)
  if (bytes.length === 0) return null
  const content = contentOf(bytes, false, decodeHead)
  if (content.kind !== 'text') return null
  const text = decodeHead(bytes, content.encoding)
  try {
    const common = { compression, encoding: content.encoding, ragged: 0, warnings: [] }
    if (content.format === 'csv') {
      const whole = text.endsWith('\n')
      const judged = judgeHead(text, whole)
      if (judged.sample.length === 0) return null
      const columns = sampleFacts(judged.names, judged.sample, judged.sniffed.dialect.decimalSeparator)
      return profileOf({
        ...common,
        format: 'csv',
        dialect: judged.sniffed.dialect,
        confidence: judged.sniffed.confidence,
        runnerUp: judged.sniffed.runnerUp,
        rows: judged.sample.length,
        columns,
      })
    }
    if (content.format === 'json') return null
    const { names, rows } = objectsOf(text)
    return rows.length === 0
      ? null
      : profileOf({
          ...common,
          format: 'ndjson',
          dialect: null,
          rows: rows.length,
          columns: sampleFacts(names, rows, '.'),
        })
  } catch (error) {
    if (error instanceof ProductError) return null
    throw error
  }
}

const objectsOf = (text: string): { readonly names: string[]; readonly rows: (string | null)[][] } => {
  const objects: Record<string, unknown>[] = []
  for (const line of text.split('\n').slice(0, -1)) {
    try {
      const value: unknown = JSON.parse(line)
      if (value !== null && typeof value === 'object' && !Array.isArray(value))
        objects.push(value as Record<string, unknown>)
    } catch {}
  }
  const names = [...new Set(objects.flatMap(Object.keys))]
  const cell = (value: unknown): string | null =>
    value === null || value === undefined ? null : typeof value === 'object' ? JSON.stringify(value) : String(value)
  return { names, rows: objects.map((object) => names.map((name) => cell(object[name]))) }
}
