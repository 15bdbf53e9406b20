import { createReadStream } from 'node:fs'

/** A longer line is cut: no reader of ours takes one. */
const longest = 32 * 1024 ** 2

/** The lines of a text in UTF-8. They end at line feeds alone: other separators of Unicode may stand in the text of a line. */
export async function* linesOf(path: string, signal?: AbortSignal): AsyncGenerator<string> {
  let rest = ''
  const input = createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 18, ...(signal && { signal }) })
  for await (const piece of input as AsyncIterable<string>) {
    let begin = 0
    for (let end = piece.indexOf('\n'); end >= 0; end = piece.indexOf('\n', begin)) {
      yield bare(rest + piece.slice(begin, end))
      rest = ''
      begin = end + 1
    }
    if (rest.length < longest) rest += piece.slice(begin)
  }
  if (rest !== '') yield bare(rest)
}

const bare = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line)
