/** The one list of objects inside one JSON object: where it stands, in bytes. */
export interface WrappedList {
  /** Keys from the outermost object to the list. */
  readonly path: readonly string[]
  readonly start: number
  /** Behind its closing bracket. */
  readonly end: number
  /** Line ends before it. */
  readonly lines: number
  /** Other keys of the outermost object, some of them. */
  readonly beside: readonly string[]
}

export interface ListFinder {
  /** False as soon as the text cannot be one object around one list of objects. */
  push(bytes: Uint8Array): boolean
  end(): WrappedList | null
}

const [quote, backslash, open, close, openList, closeList, colon, comma, lineFeed] = [
  34, 92, 123, 125, 91, 93, 58, 44, 10,
] as const
const mostDepth = 8
const mostBeside = 10
const longestKey = 1000
const mark = [0xef, 0xbb, 0xbf]
const isSpace = (byte: number): boolean => byte === 32 || byte === lineFeed || byte === 13 || byte === 9

/** Looks through JSON of any length that arrives in pieces, without holding it. What is broken is not judged here. */
export const createListFinder = (): ListFinder => {
  /** Keys of the objects around, outside of any list. */
  const keys: string[] = []
  let objects = 0
  /** Depth inside a value that is passed over: a list and all that it holds. */
  let inside = 0
  let isString = false
  let isEscaped = false
  let isKey = false
  let key: number[] = []
  let awaits: 'key' | 'value' = 'value'
  /** A list has begun and its first byte decides what it is of. */
  let begun: { readonly start: number; readonly lines: number } | null = null
  let found: Omit<WrappedList, 'beside'> | null = null
  const beside = new Set<string>()
  let isOver = false
  let failed = false
  let at = 0
  let lines = 0

  const endKey = (): void => {
    const text = new TextDecoder().decode(Uint8Array.from(key))
    try {
      keys[objects - 1] = String(JSON.parse(`"${text}"`))
    } catch {
      keys[objects - 1] = text
    }
    if (objects === 1 && beside.size <= mostBeside) beside.add(keys[0] as string)
  }

  const string = (byte: number): void => {
    if (isEscaped) isEscaped = false
    else if (byte === backslash) isEscaped = true
    else if (byte === quote) {
      isString = false
      if (isKey) endKey()
      isKey = false
      return
    }
    if (isKey && key.length < longestKey) key.push(byte)
  }

  const insideList = (byte: number): void => {
    if (begun !== null && !isSpace(byte)) {
      if (byte === open && found === null) found = { path: keys.slice(0, objects), ...begun, end: 0 }
      else if (byte === open) failed = true
      else begun = null
      if (begun !== null && byte === open) begun = null
    }
    if (byte === open || byte === openList) inside++
    else if (byte === close || byte === closeList) {
      inside--
      if (inside === 0 && found !== null && found.end === 0) found = { ...found, end: at + 1 }
    }
  }

  const outside = (byte: number): void => {
    if (isOver) {
      failed ||= !isSpace(byte)
      return
    }
    switch (byte) {
      case open:
        objects++
        failed ||= objects > mostDepth
        awaits = 'key'
        return
      case close:
        objects--
        keys.length = Math.max(0, objects)
        isOver = objects <= 0
        return
      case openList:
        failed ||= objects === 0
        begun = { start: at, lines }
        inside = 1
        return
      case colon:
        awaits = 'value'
        return
      case comma:
        awaits = 'key'
        return
      default:
        failed ||= objects === 0 && !isSpace(byte) && byte !== mark[at]
    }
  }

  return {
    push: (bytes) => {
      for (let n = 0; n < bytes.length && !failed; n++, at++) {
        const byte = bytes[n] as number
        if (byte === lineFeed) lines++
        if (isString) string(byte)
        else if (byte === quote) {
          failed ||= objects === 0
          isString = true
          isKey = inside === 0 && awaits === 'key'
          key = []
          begun = null
        } else if (inside > 0) insideList(byte)
        else outside(byte)
      }
      return !failed
    },
    end: () => {
      if (failed || !isOver || found === null || found.end === 0) return null
      const [first] = found.path
      return { ...found, beside: [...beside].filter((name) => name !== first).slice(0, mostBeside) }
    },
  }
}
