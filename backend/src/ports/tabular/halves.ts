/** DuckDB's word for its memory limit; the request can go on with less. */
export const isOutOfMemory = (error: unknown): boolean => error instanceof Error && /Out of Memory/i.test(error.message)

/** Works on all items together, and on halves of them where together they take more memory than there is. */
export const inHalves = async <Item, Result>(
  items: readonly Item[],
  work: (items: readonly Item[]) => Promise<Result>,
): Promise<(readonly [readonly Item[], Result])[]> => {
  try {
    return [[items, await work(items)]]
  } catch (error) {
    if (items.length < 2 || !isOutOfMemory(error)) throw error
  }
  const middle = Math.ceil(items.length / 2)
  return [...(await inHalves(items.slice(0, middle), work)), ...(await inHalves(items.slice(middle), work))]
}
