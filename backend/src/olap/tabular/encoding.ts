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
  const counts = { control: 0, nul: 0, high: 0, c1: 0 }
  for (const byte of head) {
    if (byte === 0) counts.nul++
    else if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12 && byte !== 1 && byte !== 31)
      counts.control++
    else if (byte >= 0x80) {
      counts.high++
      if (byte < 0xa0) counts.c1++
    }
  }
  if ((counts.control + counts.nul) / Math.max(1, head.length) > 0.02) return { name: null, bom: false }
  if (counts.high === 0) return { name: 'us-ascii', bom: false }
  if (isUtf8(head, whole)) return { name: 'utf-8', bom: false }
  return { name: legacyOf(head, counts.c1), bom: false }
}

/** Every other byte of Western UTF-16 text is zero. */
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
  if (odd > half * 0.4 && even < half * 0.05) return 'utf-16le'
  if (even > half * 0.4 && odd < half * 0.05) return 'utf-16be'
  return null
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

/** Multi-byte Asian encodings are recognised by their pairs; Cyrillic by its letters; else Western. */
const legacyOf = (bytes: Uint8Array, c1: number): string => {
  if (cyrillicShare(bytes) > 0.75) return 'windows-1251'
  const asian: readonly [string, string][] = [
    ['shift_jis', 'shift_jis'],
    ['gb18030', 'gb18030'],
    ['euc-jp', 'euc-jp'],
    ['big5', 'big5'],
    ['euc-kr', 'euc-kr'],
  ]
  let best: { name: string; score: number } | null = null
  for (const [name, label] of asian) {
    const score = asianScore(bytes, label)
    if (score > (best?.score ?? 0.6)) best = { name, score }
  }
  if (best !== null) return best.name
  return c1 > 0 ? 'windows-1252' : 'iso-8859-1'
}

/** Share of the decoded non-ASCII characters that are common letters of the language. */
const asianScore = (bytes: Uint8Array, label: string): number => {
  let text: string
  try {
    text = new TextDecoder(label, { fatal: false }).decode(bytes)
  } catch {
    return 0
  }
  let good = 0
  let bad = 0
  for (const char of text) {
    const code = char.codePointAt(0) as number
    if (code < 0x80) continue
    if (code === 0xfffd) bad += 3
    else if ((code >= 0x3040 && code <= 0x30ff) || (code >= 0xac00 && code <= 0xd7a3)) good += 1
    else if (code >= 0x4e00 && code <= 0x9fff) good += label === 'gb18030' ? 0.85 : 0.8
    else if ((code >= 0x3000 && code <= 0x303f) || (code >= 0xff01 && code <= 0xff5e)) good += 0.9
    else bad += 1
  }
  return good + bad < 4 ? 0 : good / (good + bad)
}

/** Cyrillic letters of windows-1251 are 0xC0…0xFF, in runs; the pairs of Asian encodings also have lower bytes. */
const cyrillicShare = (bytes: Uint8Array): number => {
  let runs = 0
  let letters = 0
  let high = 0
  for (let at = 0; at < bytes.length; at++) {
    const here = bytes[at] as number
    if (here >= 0x80) high++
    if (here < 0xc0) continue
    letters++
    if ((bytes[at - 1] ?? 0) >= 0xc0 || (bytes[at + 1] ?? 0) >= 0xc0) runs++
  }
  return letters < 8 || letters < high * 0.93 ? 0 : runs / letters
}
