interface OnColumn {
  readonly column: string
  readonly exclude: boolean
}

/** Values of a dimension that stay, or that go. Null is "no value". */
export interface ValuesFilter extends OnColumn {
  readonly kind: 'values'
  readonly values: readonly (string | null)[]
}

/** One filter a column. */
export type ExplorationFilter =
  | ValuesFilter
  | (OnColumn & { readonly kind: 'contains'; readonly text: string })
  | (OnColumn & { readonly kind: 'regexp'; readonly pattern: string })
  /** `from` is in, `to` is not; null leaves an end open. */
  | (OnColumn & { readonly kind: 'numberRange'; readonly from: number | null; readonly to: number | null })
  /** Each end is a day in the chosen zone or an instant. */
  | (OnColumn & { readonly kind: 'time'; readonly from: string; readonly to: string })

/** A filter that lets everything through is none. */
export function withoutContent(filter: ExplorationFilter): boolean {
  switch (filter.kind) {
    case 'values':
      return filter.values.length === 0
    case 'contains':
      return filter.text === ''
    case 'regexp':
      return filter.pattern === ''
    case 'numberRange':
      return filter.from === null && filter.to === null
    case 'time':
      return false
  }
}

/** A day or an instant of a link. */
export const isEnd = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z)?$/.test(text) && Number.isFinite(Date.parse(text))

export const isRange = (from: string | undefined, to: string | undefined): boolean =>
  from !== undefined && to !== undefined && isEnd(from) && isEnd(to) && Date.parse(from) < Date.parse(to)

type Parameters = readonly (readonly [name: string, value: string])[]

const not = (exclude: boolean, word: string): string => (exclude ? `not-${word}` : word)

/** `is.branch=Nairobi`, `not-contains.note=gift`, `between.amount=10..500`. */
export function printFilter(filter: ExplorationFilter): Parameters {
  const { column, exclude } = filter
  switch (filter.kind) {
    case 'values': {
      const word = exclude ? 'not' : 'is'
      return filter.values.map((value) => (value === null ? [`none.${column}`, word] : [`${word}.${column}`, value]))
    }
    case 'contains':
      return [[`${not(exclude, 'contains')}.${column}`, filter.text]]
    case 'regexp':
      return [[`${not(exclude, 'matches')}.${column}`, filter.pattern]]
    case 'numberRange':
      return [[`${not(exclude, 'between')}.${column}`, `${filter.from ?? ''}..${filter.to ?? ''}`]]
    case 'time':
      return [[`${not(exclude, 'during')}.${column}`, `${filter.from}/${filter.to}`]]
  }
}

/** The first filter of a column holds; what cannot be understood is left out. */
export function parseFilters(search: Iterable<[string, string]>): readonly ExplorationFilter[] {
  const found = new Map<string, ExplorationFilter>()
  for (const [name, value] of search) {
    const [, word, column] = /^(is|not|none|(?:not-)?(?:contains|matches|between|during))\.(.+)$/s.exec(name) ?? []
    if (word === undefined || column === undefined) continue
    const filter = parseFilter(word, column, value)
    if (filter === null || withoutContent(filter)) continue
    const known = found.get(column)
    if (known === undefined) found.set(column, filter)
    else if (known.kind === 'values' && filter.kind === 'values' && known.exclude === filter.exclude)
      found.set(column, { ...known, values: [...new Set([...known.values, ...filter.values])] })
  }
  return [...found.values()]
}

function parseFilter(word: string, column: string, value: string): ExplorationFilter | null {
  if (word === 'is' || word === 'not') return { kind: 'values', column, exclude: word === 'not', values: [value] }
  if (word === 'none') return { kind: 'values', column, exclude: value === 'not', values: [null] }
  const exclude = word.startsWith('not-')
  switch (word.replace('not-', '')) {
    case 'contains':
      return { kind: 'contains', column, exclude, text: value }
    case 'matches':
      return { kind: 'regexp', column, exclude, pattern: value }
    case 'between': {
      const [from, to] = value.split('..').map((end) => (end === '' ? null : Number(end)))
      if (from === undefined || to === undefined) return null
      if (!Number.isFinite(from ?? 0) || !Number.isFinite(to ?? 0)) return null
      return { kind: 'numberRange', column, exclude, from, to }
    }
    default: {
      const [from, to] = value.split('/')
      return from !== undefined && to !== undefined && isRange(from, to)
        ? { kind: 'time', column, exclude, from, to }
        : null
    }
  }
}
