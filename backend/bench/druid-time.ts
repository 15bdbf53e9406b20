import { loggedQueries } from '../../druid/local/request-log.ts'

interface Worked {
  /** Milliseconds during which Druid worked on at least one of the questions, as the broker itself tells. */
  readonly ms: number
  readonly statements: number
}

/** For each group of questions, by their ids. Error: one that the log does not have. */
export async function druidsOwnTime(logs: string, groups: readonly (readonly string[])[]): Promise<readonly Worked[]> {
  const all = (await loggedQueries(logs)).map(({ at, elapsedMs, context }) => ({
    id: String(context.sqlQueryId ?? ''),
    from: at,
    to: at + elapsedMs,
  }))
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
