import { legacyEncodingOf } from './legacy-encoding.ts'

/** What the first bytes say about the encoding of a text. */
export interface Encoding {
  /** IANA name, or null when the bytes are no text. */
  readonly name: string | null
  readonly bom: boolean
}

const boms: readonly { readonly bytes: readonly number[]; readonly name: string }[] = [
  { bytes: [0xef, 0xbb, 0xbf], name: 'utf-8' },
  { bytes: [0xff, 0xfe, 0, 0], name: 'utf-32le' },
  { bytes: [0, 0, 0xfe, 0xff], name: 'utf-32be' },
  { bytes: [0xff, 0xfe], name: 'utf-16le' },
  { bytes: [0xfe, 0xff], name: 'utf-16be' },
]

export const encodingOf = (head: Uint8Array, whole = true): Encoding => {
  for (const bom of boms) {
    if (bom.bytes.every((byte, n) => head[n] === byte)) return { name: bom.name, bom: true }
  }
  const sixteen = utf16Of(head)
  if (sixteen !== null) return { name: sixteen, bom: false }
  const counts = { control: 0, nul: 0, high: 0 }
  for (const byte of head) {
    if (byte === 0) counts.nul++
    else if (isControl(byte)) counts.control++
    else if (byte >= 0x80) counts.high++
  }
  if ((counts.control + counts.nul) / Math.max(1, head.length) > 0.02) return { name: null, bom: false }
  if (counts.high === 0) return { name: 'us-ascii', bom: false }
  if (isUtf8(head, whole) || isDamagedUtf8(head)) return { name: 'utf-8', bom: false }
  return { name: legacyEncodingOf(head), bom: false }
}

/** Digits, delimiters and line ends have a zero as their high byte, always on the same side; the rest must be letters. */
const utf16Of = (head: Uint8Array): string | null => {
  let even = 0
  let odd = 0
  const length = Math.min(head.length, 4096) & ~1
  if (length < 4) return null
  for (let at = 0; at < length; at += 2) {
    if (head[at] === 0) even++
    if (head[at + 1] === 0) odd++
  }
  const half = length / 2
  const least = Math.max(2, half * 0.04)
  if (odd >= least && even < odd * 0.1 && isPlausible(head.subarray(0, length), 'utf-16le')) return 'utf-16le'
  if (even >= least && odd < even * 0.1 && isPlausible(head.subarray(0, length), 'utf-16be')) return 'utf-16be'
  return null
}

const isPlausible = (bytes: Uint8Array, encoding: string): boolean => {
  const text = new TextDecoder(encoding).decode(bytes)
  let odd = text.match(/[\p{Cs}\p{Cn}\p{Co}\ufffd]/gu)?.length ?? 0
  for (let at = 0; at < text.length; at++) if (isControl(text.charCodeAt(at))) odd++
  return odd <= text.length * 0.02
}

/** Control characters that text has no use for; tabs, line ends and the separators of old systems are none. */
const isControl = (code: number): boolean =>
  code < 32 && code !== 9 && code !== 10 && code !== 13 && code !== 12 && code !== 1 && code !== 31

/** Ten characters and more of several bytes are right for each that is broken: no other encoding looks so by chance. */
const isDamagedUtf8 = (bytes: Uint8Array): boolean => {
  const text = new TextDecoder('utf-8').decode(bytes)
  let right = 0
  let broken = 0
  for (const char of text) {
    if (char === '\ufffd') broken++
    else if (char >= '\u0080') right++
  }
  return right >= broken * 10
}

/** Whether bytes are UTF-8; a sequence cut at the end counts as good when the sample is cut. */
export const isUtf8 = (bytes: Uint8Array, whole = true): boolean => {
  for (const cut of whole ? [0] : [0, 1, 2, 3]) {
    try {
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, bytes.length - cut))
      return true
    } catch {}
  }
  return false
}
