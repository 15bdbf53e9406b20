import type { Cell, Row } from '@nemeton/contract'

const digits = /\d{16}/
const textOrLong = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g

/** One line of Druid's `arrayLines`; a long beyond 2^53 becomes text, so that no digit is lost. */
export function parseLine(line: string): Row {
  const safe = digits.test(line)
    ? line.replace(textOrLong, (found) =>
        found.startsWith('"') || Number.isSafeInteger(Number(found)) ? found : `"${found}"`,
      )
    : line
  return JSON.parse(safe) as Cell[]
}

/** Cuts a stream of text into lines; the last, unfinished one waits for the next piece. */
export function createLineCutter(): { push(piece: string): readonly string[]; rest(): string } {
  let rest = ''
  return {
    push: (piece) => {
      const lines = (rest + piece).split('\n')
      rest = lines.pop() ?? ''
      return lines
    },
    rest: () => rest,
  }
}
