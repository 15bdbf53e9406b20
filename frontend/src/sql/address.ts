/** Rows that the page reads at most before it leaves the rest in Druid. */
export const rowLimits = [1000, 10_000, 100_000] as const
export type RowLimit = (typeof rowLimits)[number]
export const usualLimit: RowLimit = 10_000

/** What the page's address holds. */
export interface Address {
  readonly statement: string
  readonly rowLimit: RowLimit
}

/** Browsers, proxies and mail keep addresses up to about this many characters. */
const longest = 7000

export function parseAddress(search: URLSearchParams): Address {
  const limit = Number(search.get('rows'))
  return {
    statement: search.get('q') ?? '',
    rowLimit: rowLimits.find((other) => other === limit) ?? usualLimit,
  }
}

/** Readable parameters, defaults left out; null when the statement is too long for a link. */
export function printAddress({ statement, rowLimit }: Address): string | null {
  const search = new URLSearchParams()
  if (statement !== '') search.set('q', statement)
  if (rowLimit !== usualLimit) search.set('rows', String(rowLimit))
  const text = search.toString()
  return text.length > longest ? null : text
}
