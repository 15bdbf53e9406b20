import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

interface Logged {
  readonly id: string
  /** When the broker began with it and ended, in milliseconds of its own clock. */
  readonly from: number
  readonly to: number
}

/** The SQL queries in the broker's request log; a line is written when one ends. */
async function logged(logs: string): Promise<readonly Logged[]> {
  const folder = join(logs, 'requests', 'broker')
  const texts = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')))
  return texts
    .flatMap((text) => text.split('\n'))
    .filter((line) => line.includes('"sqlQuery/time"'))
    .map((line) => {
      const [at = ''] = line.split('\t')
      const [stats = '{}', asked = '{}'] = line.split('\t').filter((part) => part.startsWith('{'))
      const from = Date.parse(at)
      const { context } = JSON.parse(asked) as { context: { sqlQueryId?: string } }
      return { id: context.sqlQueryId ?? '', from, to: from + (JSON.parse(stats)['sqlQuery/time'] as number) }
    })
}

interface Worked {
  /** Milliseconds during which Druid worked on at least one of the questions, as the broker itself tells. */
  readonly ms: number
  readonly statements: number
}

/** For each group of questions, by their ids. Error: one that the log does not have. */
export async function druidsOwnTime(logs: string, groups: readonly (readonly string[])[]): Promise<readonly Worked[]> {
  const all = await logged(logs)
  return groups.map((ids) => {
    const spans = ids.flatMap((id) => {
      // further statements of a question have its id with a number
      const own = all.filter((one) => one.id === id || one.id.startsWith(`${id}-`))
      if (own.length === 0) throw new Error(`the request log of the broker has nothing of ${id}`)
      return own
    })
    let [worked, until] = [0, Number.NEGATIVE_INFINITY]
    for (const { from, to } of spans.toSorted((one, other) => one.from - other.from)) {
      worked += Math.max(0, to - Math.max(from, until))
      until = Math.max(until, to)
    }
    return { ms: worked, statements: spans.length }
  })
}
