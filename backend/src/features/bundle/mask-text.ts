import { isSecretName } from './secret-names.ts'

export const masked = '***'

const pem = /-----BEGIN [A-Z0-9 ]{1,40}-----[\s\S]*?(?:-----END [A-Z0-9 ]{1,40}-----|$)/g
const userInfo =
  /(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{0,30}:\/\/)(?:[^\s"'<>/?#@]{1,500}|[^\s"'<>/?#@:]{0,200}:[^\s"'<>]{0,500})@/gi
const scheme = /(?<![\w-])(bearer|basic|digest|negotiate|apikey|aws4-hmac-sha256)(\s{1,5})([\w.~+/=:,-]{6,})/gi
/** A word of prose has small letters alone. */
const word = /^[A-Za-z]?[a-z]+[.,:]?$/
const wellKnown = [
  // keys and roles of AWS
  /(?<![A-Z0-9])(?:AKIA|ASIA|AROA|AIDA|AGPA|ANPA|ANVA|ABIA|ACCA)[A-Z0-9]{12,20}(?![A-Z0-9])/g,
  // JSON web tokens
  /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{4,}(?:\.[\w-]*)?/g,
  // those of code hosts, chats and clouds
  /(?<![\w-])(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeprs]-[\w-]{10,}|[sr]k[-_](?:live|test|proj)?[-_]?\w{20,}|AIza[\w-]{30,})/g,
]
const mostBracketed = 10_000
const wholeLine = /^(?:.*[^a-z])?(?:authorization|cookie)$/i
/** A name, what stands between, and the beginning of its value. */
const named =
  /(?<![\w.$-])((?:(?:secret|private|api|access|account|session) ){0,2}[\w.$-]{1,80})(\\{0,6}["']?\s{0,5}(?:=>|[:=])\s{0,5})(?!\s)/gi

/** `<password>…</password>` and `--password …`. */
const marked = [/<([\w.:-]{1,80})>()[^<]{1,2000}(?=<\/)/g, /(?<!\S)--([\w-]{2,80})(\s{1,5})[^\s-]\S*/g]

/** Takes secrets out of a text: those given in any of their forms, and what looks like one. */
export function maskText(text: string, forms: readonly string[]): string {
  let rest = text
  for (const form of forms) rest = rest.replaceAll(form, masked)
  rest = rest.replace(pem, masked).replace(userInfo, `$1${masked}@`)
  for (const pattern of marked)
    rest = rest.replace(pattern, (whole: string, name: string, gap: string) =>
      isSecretName(name) ? `${whole.slice(0, whole.indexOf(name) + name.length)}${gap || '>'}${masked}` : whole,
    )
  rest = maskNamed(rest).replace(scheme, (whole: string, name: string, gap: string, value: string) =>
    word.test(value) ? whole : `${name}${gap}${masked}`,
  )
  for (const pattern of wellKnown) rest = rest.replace(pattern, masked)
  return rest
}

/** `password=…`, `"secretKey": "…"`, `Authorization: …`, also where the text is itself within a text. */
function maskNamed(text: string): string {
  let made = ''
  let from = 0
  named.lastIndex = 0
  for (const match of text.matchAll(named)) {
    const [whole, name = ''] = match
    const at = match.index + whole.length
    if (match.index < from || !isSecretName(name)) continue
    const [begin, end] = valueAt(text, at, name)
    if (end <= begin) continue
    made += text.slice(from, begin) + masked
    from = end
  }
  return made + text.slice(from)
}

/** From where to where the value reaches: to the quote or bracket that closes it, the line's end for a header, the next sign else. */
function valueAt(text: string, at: number, name: string): readonly [from: number, to: number] {
  const [quote = ''] = /^\\{0,6}["']/.exec(text.slice(at, at + 8)) ?? []
  if (quote !== '') {
    const from = at + quote.length
    return [from, endOfQuoted(text, from, quote)]
  }
  if (text[at] === '{' || text[at] === '[') return [at + 1, endOfBrackets(text, at)]
  const stop = wholeLine.test(name) ? /["'\r\n\\]/g : /[\s,;&"'<>)}\]]/g
  stop.lastIndex = at
  return [at, stop.exec(text)?.index ?? text.length]
}

/** Where the bracket that opens here is closed; the end of the line, or of what is looked at, when it is not. */
function endOfBrackets(text: string, from: number): number {
  let depth = 0
  const most = Math.min(text.length, from + mostBracketed)
  for (let at = from; at < most; at += 1) {
    const sign = text[at] as string
    if ('{['.includes(sign)) depth += 1
    else if ('}]'.includes(sign)) depth -= 1
    if (depth === 0) return at
  }
  const line = text.indexOf('\n', from)
  return line < 0 ? text.length : line
}

/** The same quote, under as many backslashes and no more. */
function endOfQuoted(text: string, from: number, quote: string): number {
  for (let at = text.indexOf(quote, from); at >= 0; at = text.indexOf(quote, at + 1))
    if (quote.startsWith('\\') || text[at - 1] !== '\\') return at
  return text.length
}
