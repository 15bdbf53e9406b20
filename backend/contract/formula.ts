/** Arithmetic over measures, as read from the text that a person writes. */
export type Formula =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'measure'; readonly name: string; readonly at: number }
  | { readonly kind: 'negative'; readonly of: Formula }
  | { readonly kind: 'binary'; readonly sign: Sign; readonly left: Formula; readonly right: Formula }
export type Sign = '+' | '-' | '*' | '/'

/** Why a formula cannot be read; `at` counts characters from 0. */
export class FormulaError extends Error {
  readonly at: number
  constructor(at: number, message: string) {
    super(message)
    this.name = 'FormulaError'
    this.at = at
  }
}

interface Token {
  readonly kind: 'number' | 'name' | 'sign' | 'end'
  readonly text: string
  readonly at: number
}

const pattern =
  /\s*(?:(?<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)|(?<word>[\p{L}_][\p{L}\p{M}\p{N}_]*)|\[(?<name>(?:[^\]]|\]\])+)\]|(?<sign>[-+*/()]))/uy
const deepest = 20

const place = (at: number): string => `at character ${at + 1}`
const wanted = 'a number, the name of a measure or "("'

function readTokens(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  const end = text.trimEnd().length
  while (at < end) {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match === null) throw unreadable(text, text.length - text.slice(at).trimStart().length)
    const { number, word, name, sign } = match.groups ?? {}
    const next = match.index + match[0].length
    const start = next - match[0].trimStart().length
    if (number !== undefined) tokens.push({ kind: 'number', text: number, at: start })
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign, at: start })
    else tokens.push({ kind: 'name', text: word ?? name?.replaceAll(']]', ']') ?? '', at: start })
    at = next
  }
  return [...tokens, { kind: 'end', text: '', at: end }]
}

function unreadable(text: string, at: number): FormulaError {
  if (text[at] === '[')
    return new FormulaError(
      at,
      `the name that begins ${place(at)} is empty or has no "]" at its end; write it as [name of the measure]`,
    )
  const sign = String.fromCodePoint(text.codePointAt(at) ?? 0)
  return new FormulaError(
    at,
    `"${sign}" ${place(at)} has no meaning here; expected ${wanted}, or one of + - * /. A name that is no plain word stands in [square brackets]`,
  )
}

/** Reads numbers, + - * /, parentheses, and measures as plain words or in [square brackets]. Error: `FormulaError`. */
export function parseFormula(text: string): Formula {
  const tokens = readTokens(text)
  let next = 0
  const peek = () => tokens[next] as Token
  const found = ({ kind, text }: Token) => (kind === 'end' ? 'the formula ends' : `found "${text}"`)
  const takeSign = (signs: string): Sign | null => {
    const token = peek()
    if (token.kind !== 'sign' || !signs.includes(token.text)) return null
    next += 1
    return token.text as Sign
  }

  const readOperand = (depth: number): Formula => {
    let negative = false
    for (let sign = takeSign('+-'); sign !== null; sign = takeSign('+-')) negative = negative !== (sign === '-')
    const formula = readPlain(depth)
    return negative ? { kind: 'negative', of: formula } : formula
  }
  const readPlain = (depth: number): Formula => {
    const token = peek()
    next += 1
    if (token.kind === 'number') {
      const value = Number(token.text)
      if (Number.isFinite(value)) return { kind: 'number', value }
      throw new FormulaError(token.at, `the number ${token.text} ${place(token.at)} is too large`)
    }
    if (token.kind === 'name') return { kind: 'measure', name: token.text, at: token.at }
    if (token.text !== '(')
      throw new FormulaError(token.at, `expected ${wanted} ${place(token.at)}, but ${found(token)}`)
    if (depth === deepest)
      throw new FormulaError(
        token.at,
        `parentheses nest deeper than ${deepest} ${place(token.at)}; make two formulas of it`,
      )
    const inner = readSum(depth + 1)
    const close = peek()
    next += 1
    if (close.text === ')' && close.kind === 'sign') return inner
    throw new FormulaError(
      close.at,
      `expected ")" for the "(" ${place(token.at)}, or one of + - * /, ${place(close.at)}, but ${found(close)}`,
    )
  }
  const readChain = (signs: string, readPart: (depth: number) => Formula, depth: number): Formula => {
    let left = readPart(depth)
    for (let sign = takeSign(signs); sign !== null; sign = takeSign(signs))
      left = { kind: 'binary', sign, left, right: readPart(depth) }
    return left
  }
  const readProduct = (depth: number): Formula => readChain('*/', readOperand, depth)
  const readSum = (depth: number): Formula => readChain('+-', readProduct, depth)

  const formula = readSum(0)
  const rest = peek()
  if (rest.kind === 'end') return formula
  throw new FormulaError(rest.at, `expected one of + - * / or the end ${place(rest.at)}, but ${found(rest)}`)
}

interface Named {
  readonly name: string
  readonly kind: string
  readonly formula?: string | undefined
  readonly of?: string | undefined
}

/** So many numbers and measures at most, the formulas that it names written out. */
const mostParts = 500

/** A formula with the formulas that it names put in their places: only plain measures are left. Error: `FormulaError`. */
export function resolveFormula(text: string, measures: readonly Named[], own?: string): Formula {
  let parts = 0
  const put = (formula: Formula, above: readonly string[]): Formula => {
    switch (formula.kind) {
      case 'number':
        parts += 1
        return formula
      case 'negative':
        return { kind: 'negative', of: put(formula.of, above) }
      case 'binary':
        return { ...formula, left: put(formula.left, above), right: put(formula.right, above) }
      case 'measure':
        parts += 1
        if (parts > mostParts)
          throw new FormulaError(
            formula.at,
            `the formula has more than ${mostParts} parts once the formulas in it are written out`,
          )
        return putMeasure(formula, above)
    }
  }
  const putMeasure = (leaf: Extract<Formula, { kind: 'measure' }>, above: readonly string[]): Formula => {
    const { name, at } = leaf
    if (above.includes(name))
      throw new FormulaError(at, `"${name}" ${place(at)} depends on itself: ${[...above, name].join(', then ')}`)
    const measure = measures.find((one) => one.name === name)
    if (measure === undefined) {
      const names = measures.map((one) => one.name).filter((one) => one !== own)
      throw new FormulaError(
        at,
        `"${name}" ${place(at)} is no measure of the query; it has ${names.slice(0, 30).join(', ') || 'no other'}`,
      )
    }
    if (measure.of !== undefined)
      throw new FormulaError(
        at,
        `"${name}" ${place(at)} is a share, which a formula cannot take; name the measure itself`,
      )
    return measure.kind === 'formula' ? put(parseFormula(measure.formula ?? ''), [...above, name]) : leaf
  }
  return put(parseFormula(text), own === undefined ? [] : [own])
}
