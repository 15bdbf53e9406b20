import type { Dialect } from '@nemeton/contract'

/** How to split text: what of a dialect matters once the structure (preamble, header) is known. */
export type Splitting = Pick<Dialect, 'delimiter' | 'quote' | 'escape' | 'lineEnding'>

/** A cell is null when nothing stands between two delimiters; a quoted empty cell is the empty string. */
export type Cells = (string | null)[]

export type Flaw = 'unclosed quote' | 'text after a quote' | 'too long'

export interface ParsedRow {
  readonly cells: Cells
  /** Physical line on which the row begins, from 1. */
  readonly line: number
  /** Where the row stands in the text: start and length in characters (bytes, when the text is latin1-decoded bytes). */
  readonly start: number
  readonly length: number
  /** Cells that were quoted, and those of them with text after their closing quote. */
  readonly quoted: number
  readonly stray: number
  readonly flaw: Flaw | null
}

export interface Parser {
  push(text: string): void
  end(): void
}

const LF = 10
const CR = 13
const SPACE = 32
const BACKSLASH = 92

/**
 * Splits text that arrives in pieces into rows. Never throws: what cannot be read becomes a row with a flaw, and reading goes on
 * at the next line. A row longer than `maxRow` characters is a flaw too, and the end of a quoted cell is not sought beyond eight
 * times that, so an unclosed quote does not swallow the file.
 */
export const createParser = (how: Splitting, emit: (row: ParsedRow) => void, maxRow = 2_000_000): Parser => {
  const delimiter = how.delimiter
  const first = delimiter.charCodeAt(0)
  const long = delimiter.length > 1
  const runs = delimiter === ' '
  const quoteText = how.quote ?? ''
  const quote = how.quote === null ? -1 : quoteText.charCodeAt(0)
  const backslash = how.escape === '\\'
  const endsAtLf = how.lineEnding !== '\r'
  const endsAtCr = how.lineEnding === '\r' || how.lineEnding === 'mixed'
  const escapes = backslash
    ? new RegExp(`\\\\([\\\\${escapeForClass(quoteText)}${escapeForClass(delimiter)}\\n])`, 'g')
    : null
  let text = ''
  let offset = 0
  let line = 1
  let ended = false
  let skipping = false
  let isQuoteOpen = false

  const isDelimiter = (at: number): boolean =>
    text.charCodeAt(at) === first && (!long || text.startsWith(delimiter, at))

  /** Position after the line end that begins at `at`, or `at` when there is none, or -1 when more text decides. */
  const afterLineEnd = (at: number): number => {
    const code = text.charCodeAt(at)
    if (code === LF && endsAtLf) return at + 1
    if (code !== CR) return at
    if (at + 1 >= text.length && !ended) return -1
    if (endsAtLf && text.charCodeAt(at + 1) === LF) return at + 2
    return endsAtCr ? at + 1 : at
  }

  const unescaped = (value: string): string => {
    if (escapes !== null && value.includes('\\')) return value.replace(escapes, '$1')
    if (!backslash && quote >= 0 && value.includes(quoteText)) return value.replaceAll(quoteText + quoteText, quoteText)
    return value
  }

  /** End of a quoted cell: the position of its closing quote, or -1. */
  const closing = (from: number): number => {
    let at = from
    for (;;) {
      const found = text.indexOf(quoteText, at)
      if (found < 0) return -1
      if (backslash) {
        let slashes = 0
        while (text.charCodeAt(found - 1 - slashes) === BACKSLASH && found - 1 - slashes >= from) slashes++
        if (slashes % 2 === 1) {
          at = found + 1
          continue
        }
        return found
      }
      if (text.charCodeAt(found + 1) === quote) {
        at = found + 2
        continue
      }
      return found
    }
  }

  /** End of an unquoted stretch: position of the delimiter or of the line end. */
  const bareEnd = (from: number): number => {
    let at = from
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === first && (!long || text.startsWith(delimiter, at))) return at
      if (code === LF && endsAtLf) return at
      if (code === CR && (endsAtCr || (endsAtLf && text.charCodeAt(at + 1) === LF))) return at
      if (backslash && code === BACKSLASH) at++
    }
    return text.length
  }

  const nextLine = (from: number): number => {
    for (let at = from; at < text.length; at++) {
      const after = afterLineEnd(at)
      if (after !== at) return after
    }
    return -1
  }

  /** Reads one row from `from`; answers where the next begins, or -1 when the row is not complete yet. */
  const readRow = (from: number): number => {
    const cells: Cells = []
    let at = from
    let quoted = 0
    let stray = 0
    let lines = 0
    let flaw: Flaw | null = null
    isQuoteOpen = false
    if (runs) while (text.charCodeAt(at) === SPACE) at++
    for (;;) {
      let open = at
      if (quote >= 0) while (text.charCodeAt(open) === SPACE && first !== SPACE) open++
      if (quote >= 0 && text.charCodeAt(open) === quote) {
        const close = closing(open + 1)
        isQuoteOpen = close < 0
        if (close < 0 || (close + 1 >= text.length && !ended)) {
          if (close < 0 && ended) return broken(from, 'unclosed quote')
          return -1
        }
        const raw = text.slice(open + 1, close)
        const before = lines
        let value = unescaped(raw)
        for (let n = raw.indexOf('\n'); n >= 0; n = raw.indexOf('\n', n + 1)) lines++
        if (!endsAtLf) for (let n = raw.indexOf('\r'); n >= 0; n = raw.indexOf('\r', n + 1)) lines++
        quoted++
        at = bareEnd(close + 1)
        if (at >= text.length && !ended) return -1
        if (at > close + 1) {
          const tail = text.slice(close + 1, at)
          if (tail.trim() !== '') {
            if (lines > before) return broken(from, 'unclosed quote')
            value += tail
            stray++
            flaw = 'text after a quote'
          }
        }
        cells.push(value)
      } else {
        const end = bareEnd(at)
        if (end === at) cells.push(null)
        else {
          const value = text.slice(at, end)
          cells.push(escapes !== null ? unescaped(value) : value)
        }
        at = end
      }
      if (at >= text.length) {
        if (!ended) return -1
        finish(cells, from, at, quoted, stray, flaw)
        line += lines + 1
        return at
      }
      if (isDelimiter(at)) {
        at += delimiter.length
        if (runs) {
          while (text.charCodeAt(at) === SPACE) at++
          if (at < text.length && afterLineEnd(at) === at) continue
          if (at >= text.length && !ended) return -1
          if (at < text.length || ended) {
            const after = at < text.length ? afterLineEnd(at) : at
            if (after < 0) return -1
            finish(cells, from, at, quoted, stray, flaw)
            line += lines + 1
            return after
          }
        }
        continue
      }
      const after = afterLineEnd(at)
      if (after < 0) return -1
      finish(cells, from, at, quoted, stray, flaw)
      line += lines + 1
      return after
    }
  }

  const finish = (cells: Cells, from: number, to: number, quoted: number, stray: number, flaw: Flaw | null): void => {
    if (cells.length === 1 && (cells[0] === null || (quoted === 0 && cells[0]?.trim() === ''))) return
    const length = to - from
    emit({ cells, line, start: offset + from, length, quoted, stray, flaw: length > maxRow ? 'too long' : flaw })
  }

  /** Gives up on the row: its first line is reported, reading goes on after it. */
  const broken = (from: number, flaw: Flaw): number => {
    const after = nextLine(from)
    const to = after < 0 ? text.length : after
    emit({
      cells: [text.slice(from, Math.min(to, from + 10_000)).trimEnd()],
      line,
      start: offset + from,
      length: to - from,
      quoted: 0,
      stray: 1,
      flaw,
    })
    line++
    return to
  }

  const run = (): void => {
    let at = 0
    if (skipping) {
      const next = nextLine(0)
      skipping = next < 0 && !ended
      at = next < 0 ? text.length : next
    }
    while (at < text.length) {
      let after = readRow(at)
      if (after < 0) {
        if (text.length - at <= (isQuoteOpen ? maxRow * 8 : maxRow)) break
        const next = nextLine(at)
        skipping = next < 0
        after = broken(at, next < 0 || next - at > maxRow ? 'too long' : 'unclosed quote')
      }
      at = after
    }
    offset += at
    text = text.slice(at)
  }

  return {
    push: (piece) => {
      text += piece
      run()
    },
    end: () => {
      ended = true
      run()
    },
  }
}

const escapeForClass = (text: string): string => text.replace(/[\\\]^-]/g, '\\$&')

/** All rows of a text. `whole` is false for a sample cut from a longer file: its last, possibly cut row is left out. */
export const parseText = (
  text: string,
  how: Splitting,
  whole = true,
  limit = Number.POSITIVE_INFINITY,
): ParsedRow[] => {
  const rows: ParsedRow[] = []
  const parser = createParser(how, (row) => {
    if (rows.length < limit) rows.push(row)
  })
  parser.push(text)
  if (whole) parser.end()
  return rows
}
