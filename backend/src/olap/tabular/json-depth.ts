/** How deep JSON may nest: more than any table does, and little enough for every reader of it. */
export const maxJsonDepth = 200

export interface DepthMeter {
  /** The line on which the bytes nest too deep, from 1; null while they do not. */
  push(bytes: Uint8Array): number | null
}

const QUOTE = 34
const BACKSLASH = 92
const LF = 10

/** Counts how deep JSON nests, in pieces. Where each line is a value of its own, a broken one does not count for the next. */
export const createDepthMeter = (byLine: boolean): DepthMeter => {
  let depth = 0
  let line = 1
  let inText = false
  let escaped = false
  return {
    push: (bytes) => {
      for (let at = 0; at < bytes.length; at++) {
        const byte = bytes[at] as number
        if (byte === LF) {
          line++
          if (byLine) {
            depth = 0
            inText = false
            escaped = false
          }
        } else if (inText) {
          if (escaped) escaped = false
          else if (byte === BACKSLASH) escaped = true
          else if (byte === QUOTE) inText = false
        } else if (byte === QUOTE) inText = true
        else if (byte === 91 || byte === 123) {
          if (++depth > maxJsonDepth) return line
        } else if ((byte === 93 || byte === 125) && depth > 0) depth--
      }
      return null
    },
  }
}
