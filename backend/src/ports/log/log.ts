import pino, { type Level, type LevelWithSilent, type Logger } from 'pino'

export interface Log {
  readonly log: Logger
  /** The latest warnings and errors as they were written, oldest first. */
  recent(): readonly string[]
}

interface Options {
  readonly level: LevelWithSilent
  /** What each line says besides: whose work it is about. */
  readonly about: () => object
}

const mostLines = 200
const mostLineCharacters = 20_000
const keptFrom: Level = 'warn'

/** Lines of JSON on standard output; the latest that tell of trouble are kept in memory as well. */
export function createLog({ level, about }: Options): Log {
  const lines: string[] = []
  const keep = (line: string) => {
    lines.push(line.trimEnd().slice(0, mostLineCharacters))
    if (lines.length > mostLines) lines.shift()
  }
  // Written in blocks, beside the event loop; pino flushes what is left when the process ends.
  const out = pino.destination({ sync: false, minLength: 8192, periodicFlush: 500 })
  const log = pino(
    {
      level,
      mixin: about,
      redact: {
        paths: ['req.headers.authorization', 'req.headers.cookie', '*.password', '*.secretAccessKey'],
        remove: true,
      },
    },
    pino.multistream([
      { level: 'trace', stream: out },
      { level: keptFrom, stream: { write: keep } },
    ]),
  )
  return { log, recent: () => [...lines] }
}
