export async function until<T>(what: string, find: () => Promise<T | null | false>): Promise<T> {
  const deadline = Date.now() + 240_000
  for (;;) {
    const found = await find()
    if (found !== null && found !== false) return found
    if (Date.now() > deadline) throw new Error(`not in time: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
}
