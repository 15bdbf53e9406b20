import type { Schema, SchemaTable } from './schema.ts'
import { keywords, quoteName } from './words.ts'

export interface Offer {
  readonly label: string
  readonly kind: 'table' | 'column' | 'function' | 'keyword'
  /** What is put in. */
  readonly insert: string
  readonly detail?: string
  readonly info?: string
  /** The nearer to what the statement says, the greater. */
  readonly rank: number
}

export interface Completion {
  /** Where the word that is completed begins. */
  readonly from: number
  readonly offers: readonly Offer[]
}

const nothing: Completion = { from: 0, offers: [] }
const afterDot = /(?:"((?:[^"]|"")+)"|([A-Za-z_][\w$]*(?:\.[A-Za-z_]\w*)?))\.("?[\w$]*)$/
const word = /"?[\w$]*$/
/** Tables that the statement names, each with the name it goes by. */
const named =
  /\b(?:FROM|JOIN)\s+(?:"((?:[^"]|"")+)"|([A-Za-z_][\w$]*(?:\.[A-Za-z_]\w*)?))(?:\s+(?:AS\s+)?(?:"((?:[^"]|"")+)"|([A-Za-z_]\w*)))?/gi

/** Inside a text or a comment there is nothing to complete. */
function isQuoted(before: string): boolean {
  const open = /--[^\n]*$|\/\*(?:(?!\*\/)[\s\S])*$/
  const bare = before.replace(/'(?:[^']|'')*'|--[^\n]*\n|\/\*[\s\S]*?\*\//g, ' ')
  return open.test(bare) || bare.includes("'")
}

export function tablesIn(statement: string, tables: readonly SchemaTable[]): ReadonlyMap<string, SchemaTable> {
  const found = new Map<string, SchemaTable>()
  for (const [, quoted, plain, quotedAlias, alias] of statement.matchAll(named)) {
    const name = quoted?.replaceAll('""', '"') ?? plain ?? ''
    const table = tables.find((other) => other.name === name)
    if (!table) continue
    found.set(name, table)
    const own = quotedAlias ?? alias
    if (own !== undefined && !keywords.includes(own.toUpperCase())) found.set(own, table)
  }
  return found
}

const columnsOf = (table: SchemaTable, rank: number): readonly Offer[] =>
  table.columns.map(({ name, type }) => ({
    label: name,
    kind: 'column',
    insert: quoteName(name),
    detail: `${type}, ${table.name}`,
    rank,
  }))

/** What may stand at a place of the statement: names that it already mentions come first. */
export function completionsAt(statement: string, at: number, schema: Schema): Completion {
  const before = statement.slice(0, at)
  if (isQuoted(before)) return nothing
  const mentioned = tablesIn(statement, schema.tables)
  const [, quoted, plain, part] = afterDot.exec(before) ?? []
  if (part !== undefined) {
    const owner = quoted?.replaceAll('""', '"') ?? plain ?? ''
    const table = mentioned.get(owner) ?? schema.tables.find(({ name }) => name === owner)
    const inner = schema.tables.filter(({ name }) => name.startsWith(`${owner}.`))
    return {
      from: at - part.length,
      offers: [
        ...(table ? columnsOf(table, 3) : []),
        ...inner.map(({ name }): Offer => {
          const own = name.slice(owner.length + 1)
          return { label: own, kind: 'table', insert: own, rank: 2 }
        }),
      ],
    }
  }
  const [found = ''] = word.exec(before) ?? []
  const isAfterFrom = /\b(?:FROM|JOIN)\s+"?[\w$]*$/i.test(before)
  const tables = schema.tables.map(
    ({ name, written }): Offer => ({ label: name, kind: 'table', insert: written, rank: isAfterFrom ? 5 : 1 }),
  )
  if (isAfterFrom) return { from: at - found.length, offers: tables }
  const columns = [...new Set(mentioned.values())].flatMap((table) => columnsOf(table, 4))
  if (found.startsWith('"')) return { from: at - found.length, offers: [...columns, ...tables] }
  return {
    from: at - found.length,
    offers: [
      ...columns,
      ...tables,
      ...schema.functions.map(
        ({ name, isAggregator, signatures }): Offer => ({
          label: name,
          kind: 'function',
          insert: `${name}(`,
          detail: isAggregator ? 'aggregate' : 'function',
          info: signatures,
          rank: 0,
        }),
      ),
      ...keywords.map((name): Offer => ({ label: name, kind: 'keyword', insert: name, rank: 0.5 })),
    ],
  }
}
