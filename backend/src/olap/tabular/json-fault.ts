/** Where JSON stops being JSON. */
export interface JsonFault {
  /** From 0. */
  readonly position: number
  readonly reason: string
  /** The text ends before the value does: no fault in a sample. */
  readonly cut: boolean
}

const word = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y
const string = /"(?:[^"\\\n\r]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*"/y
const space = /[ \t\r\n]*/y

const match = (form: RegExp, text: string, at: number): number => {
  form.lastIndex = at
  return form.test(text) ? form.lastIndex : -1
}

/** The first fault of a text that should be one JSON value, or several in a row; null when there is none. */
export const jsonFault = (text: string): JsonFault | null => {
  const open: ('{' | '[')[] = []
  let at = 0
  let expect: 'value' | 'first' | 'key' | 'colon' | 'next' | 'top' = 'top'
  const fault = (reason: string): JsonFault => ({
    position: at,
    reason: at >= text.length ? 'it ends too early' : `${reason}, found ${JSON.stringify(text[at])}`,
    cut: at >= text.length,
  })
  for (;;) {
    at = match(space, text, at)
    const char = text[at]
    if (expect === 'top' && char === undefined) return null
    if (expect === 'colon') {
      if (char !== ':') return fault('":" is expected after a name')
      at++
      expect = 'value'
      continue
    }
    if (expect === 'next') {
      const inside = open.at(-1) as '{' | '['
      if (char === ',') {
        at++
        expect = inside === '{' ? 'key' : 'value'
        continue
      }
      if (char !== (inside === '{' ? '}' : ']')) return fault(`"," or "${inside === '{' ? '}' : ']'}" is expected`)
      at++
      open.pop()
      expect = open.length === 0 ? 'top' : 'next'
      continue
    }
    if (expect === 'key' || (expect === 'first' && open.at(-1) === '{')) {
      if (expect === 'first' && char === '}') {
        expect = 'next'
        continue
      }
      const after = match(string, text, at)
      if (after < 0) return unclosed(text, at) ?? fault('a name in quotes is expected')
      at = after
      expect = 'colon'
      continue
    }
    if (expect === 'first' && char === ']') {
      expect = 'next'
      continue
    }
    if (char === '{' || char === '[') {
      open.push(char)
      at++
      expect = 'first'
      continue
    }
    const after = match(char === '"' ? string : word, text, at)
    if (after < 0) return unclosed(text, at) ?? fault('a value is expected')
    at = after
    expect = open.length === 0 ? 'top' : 'next'
  }
}

/** A string without end: cut when nothing but its text follows. */
const unclosed = (text: string, at: number): JsonFault | null => {
  if (text[at] !== '"') return null
  let end = at + 1
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end++
  return { position: end, reason: 'a text in quotes has no end', cut: end >= text.length }
}
