/** Asks anew only when the last answer is older than so long, however many look. A failure is shared as long as an answer. */
export function createShared<T>(freshMs: number, ask: () => Promise<T>): () => Promise<T> {
  let last: { readonly answer: Promise<T>; endedAt: number | null } | null = null
  return () => {
    if (last !== null && (last.endedAt === null || performance.now() - last.endedAt < freshMs)) return last.answer
    const asked: { readonly answer: Promise<T>; endedAt: number | null } = { answer: ask(), endedAt: null }
    const end = () => {
      asked.endedAt = performance.now()
    }
    asked.answer.then(end, end)
    last = asked
    return asked.answer
  }
}
