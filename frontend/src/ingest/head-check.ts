import { formatBytes } from '../format/bytes.ts'

/** What a file's first bytes and its name say before anything is sent. */
export type HeadCheck =
  | { readonly kind: 'accepted'; readonly format: HeadFormat }
  | { readonly kind: 'refused'; readonly cause: string; readonly remedy: string }

export type HeadFormat = 'delimited' | 'json' | 'xlsx' | 'parquet' | 'gzip' | 'zstd'

export interface FileHead {
  readonly name: string
  readonly bytes: number
  /** The first 64 KiB, or all of a shorter file. */
  readonly head: Uint8Array
}

/** Used until the service tells its own limit. */
export const uploadLimitBytes = 10 * 1024 ** 3
export const headBytes = 64 * 1024

const takes = 'Nemeton takes CSV, TSV, JSON, NDJSON, Excel (.xlsx) and Parquet, plain or with gzip or zstd.'

const magics: readonly { readonly bytes: readonly number[]; readonly format: HeadFormat }[] = [
  { bytes: [0x50, 0x41, 0x52, 0x31], format: 'parquet' },
  { bytes: [0x1f, 0x8b], format: 'gzip' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], format: 'zstd' },
]
const foreign: readonly { readonly bytes: readonly number[]; readonly what: string; readonly remedy: string }[] = [
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], what: 'an old Excel workbook (.xls)', remedy: 'Save it as .xlsx or CSV.' },
  { bytes: [0x25, 0x50, 0x44, 0x46], what: 'a PDF', remedy: 'Export the table behind it as CSV.' },
  { bytes: [0x89, 0x50, 0x4e, 0x47], what: 'a picture', remedy: takes },
  { bytes: [0xff, 0xd8, 0xff], what: 'a picture', remedy: takes },
  { bytes: [0x42, 0x5a, 0x68], what: 'compressed with bzip2', remedy: 'Compress it with gzip, or send it plain.' },
  { bytes: [0xfd, 0x37, 0x7a, 0x58], what: 'compressed with xz', remedy: 'Compress it with gzip, or send it plain.' },
  { bytes: [0x37, 0x7a, 0xbc, 0xaf], what: 'a 7-Zip archive', remedy: 'Unpack it and send the table inside.' },
  { bytes: [0x52, 0x61, 0x72, 0x21], what: 'a RAR archive', remedy: 'Unpack it and send the table inside.' },
  { bytes: [0x4f, 0x62, 0x6a, 0x01], what: 'an Avro file', remedy: takes },
  { bytes: [0x4f, 0x52, 0x43], what: 'an ORC file', remedy: takes },
]
const zip: readonly number[] = [0x50, 0x4b, 0x03, 0x04]

/** Judges size, format by magic and name, and whether text looks like a table. Says no only when sure. */
export function checkHead({ name, bytes, head }: FileHead, limit = uploadLimitBytes): HeadCheck {
  if (bytes === 0) return refused('The file is empty.', 'Check the export that made it.')
  if (bytes > limit)
    return refused(
      `The file is ${formatBytes(bytes)}; the limit is ${formatBytes(limit)}.`,
      'Split it, or compress it with gzip.',
    )
  const magic = magics.find((entry) => startsWith(head, entry.bytes))
  if (magic) return { kind: 'accepted', format: magic.format }
  if (startsWith(head, zip)) return checkZip(name, head)
  const other = foreign.find((entry) => startsWith(head, entry.bytes))
  if (other) return refused(`This is ${other.what}, not a table.`, other.remedy)
  const extension = extensionOf(name)
  const claimed = claims[extension]
  if (claimed)
    return refused(
      `The name says ${extension}, but the content is not ${claimed}.`,
      'Check that the download or export was complete.',
    )
  return checkText(head, head.length < bytes)
}

const claims: Readonly<Record<string, string>> = {
  '.xlsx': 'an Excel workbook',
  '.parquet': 'Parquet',
  '.gz': 'gzip',
  '.zst': 'zstd',
}

function checkZip(name: string, head: Uint8Array): HeadCheck {
  const names = new TextDecoder('latin1').decode(head)
  const workbook = names.includes('[Content_Types].xml') || names.includes('xl/') || extensionOf(name) === '.xlsx'
  return workbook
    ? { kind: 'accepted', format: 'xlsx' }
    : refused('This is a ZIP archive.', 'Unpack it and send the table inside; gzip needs no unpacking.')
}

function checkText(head: Uint8Array, more: boolean): HeadCheck {
  const text = decode(head)
  if (text === null) return refused('The content is binary, not a table.', takes)
  const trimmed = text.trim()
  if (trimmed === '')
    return refused('There is only blank space at the start of the file.', 'Check the export that made it.')
  if (/^<(!doctype|html|\?xml)/i.test(trimmed))
    return refused(
      'This is a web page or XML, not a table.',
      'A download that needed a sign-in often saves the sign-in page. Download the file again.',
    )
  if (trimmed.startsWith('{') || trimmed.startsWith('[')) return { kind: 'accepted', format: 'json' }
  const lines = trimmed.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '')
  if (lines.length < 2 && !more)
    return refused(
      'There is one line only: a header without rows, or rows without a header.',
      'A table needs a header and at least one row.',
    )
  return { kind: 'accepted', format: 'delimited' }
}

/** The head as text, or null when it is none. Encodings with NUL bytes are told by their byte-order mark or their pattern. */
function decode(head: Uint8Array): string | null {
  if (startsWith(head, [0xff, 0xfe])) return new TextDecoder('utf-16le').decode(head)
  if (startsWith(head, [0xfe, 0xff])) return new TextDecoder('utf-16be').decode(head)
  let zeros = 0
  let oddZeros = 0
  let controls = 0
  for (let index = 0; index < head.length; index += 1) {
    const byte = head[index] ?? 0
    if (byte === 0) {
      zeros += 1
      oddZeros += index % 2
    } else if (byte < 9 || (byte > 13 && byte < 27) || (byte > 27 && byte < 32)) controls += 1
  }
  if (zeros > head.length / 4) {
    if (oddZeros > zeros * 0.95) return new TextDecoder('utf-16le').decode(head)
    if (oddZeros < zeros * 0.05) return new TextDecoder('utf-16be').decode(head)
  }
  if (zeros > 0 || controls > head.length / 50) return null
  return new TextDecoder('utf-8').decode(head)
}

const refused = (cause: string, remedy: string): HeadCheck => ({ kind: 'refused', cause, remedy })

const startsWith = (head: Uint8Array, magic: readonly number[]): boolean =>
  magic.every((byte, index) => head[index] === byte)

function extensionOf(name: string): string {
  const dot = name.lastIndexOf('.')
  return dot <= 0 ? '' : name.slice(dot).toLowerCase()
}
