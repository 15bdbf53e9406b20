import type { FileFormat } from '@nemeton/contract'
import { encodingOf } from './encoding.ts'

export type Content =
  | {
      readonly kind: 'text'
      readonly format: Extract<FileFormat, 'csv' | 'ndjson' | 'json'>
      readonly encoding: string
      readonly bom: boolean
    }
  | { readonly kind: 'xlsx' }
  | { readonly kind: 'parquet' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'unknown'; readonly looksLike: string }

const magics: readonly { readonly bytes: string; readonly name: string }[] = [
  { bytes: '%PDF', name: 'a PDF document' },
  { bytes: '\u0089PNG', name: 'a PNG image' },
  { bytes: '\u00ff\u00d8\u00ff', name: 'a JPEG image' },
  { bytes: 'GIF8', name: 'a GIF image' },
  { bytes: 'ORC', name: 'an ORC file' },
  { bytes: 'Obj\u0001', name: 'an Avro file' },
  { bytes: '7z\u00bc\u00af', name: 'a 7z archive' },
  { bytes: 'Rar!', name: 'a RAR archive' },
  { bytes: 'BZh', name: 'a bzip2 file' },
  { bytes: '\u00fd7zXZ', name: 'an xz file' },
  { bytes: 'SQLite format 3', name: 'an SQLite database' },
  { bytes: '\u007fELF', name: 'a program' },
  { bytes: '\u001f\u008b', name: 'packed twice, with gzip inside' },
  { bytes: '(\u00b5/\u00fd', name: 'packed twice, with zstd inside' },
]

/** What a file is by its first bytes; its name plays no part. */
export const contentOf = (
  head: Uint8Array,
  whole: boolean,
  decode: (bytes: Uint8Array, encoding: string) => string,
): Content => {
  const begin = Buffer.from(head.subarray(0, 16)).toString('latin1')
  if (begin.startsWith('PAR1')) return { kind: 'parquet' }
  if (begin.startsWith('PK\u0003\u0004') || begin.startsWith('\u00d0\u00cf\u0011\u00e0')) return { kind: 'xlsx' }
  const magic = magics.find((known) => begin.startsWith(known.bytes))
  if (magic !== undefined) return { kind: 'unknown', looksLike: magic.name }
  const encoding = encodingOf(head, whole)
  if (encoding.name === null) return { kind: 'unknown', looksLike: 'binary data' }
  const text = decode(head, encoding.name).trimStart()
  if (text === '') return whole ? { kind: 'empty' } : { kind: 'unknown', looksLike: 'nothing but spaces' }
  if (/^<(?:!doctype|html|head|body|table|\?xml)\b/i.test(text))
    return { kind: 'unknown', looksLike: 'a web page or XML' }
  return { kind: 'text', format: textFormat(text, whole), encoding: encoding.name, bom: encoding.bom }
}

/** A list of something else than objects is JSON all the same, and is told so; `[id],[name]` heads a CSV. */
const isJsonList = (text: string): boolean => {
  if (!text.startsWith('[')) return false
  try {
    return Array.isArray(JSON.parse(text))
  } catch {
    return false
  }
}

const textFormat = (text: string, whole: boolean): 'csv' | 'ndjson' | 'json' => {
  if (/^\[\s*(?:[[{\]]|$)/.test(text) || (whole && isJsonList(text))) return 'json'
  if (!/^\{\s*(?:"(?:[^"\\]|\\.)*"\s*:|\}|$)/.test(text)) return 'csv'
  const line = text.split(/\r?\n/, 1)[0] as string
  if (line.trimEnd().endsWith('}')) return 'ndjson'
  return /^\{\s*$/.test(line) || /[,[{:]\s*$/.test(line) ? 'json' : 'ndjson'
}
