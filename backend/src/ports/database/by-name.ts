import { ProductError } from '@nemeton/contract'
import { sql } from 'kysely'

/** Capitals do not matter to the order of a list. */
export const folded = sql<string>`lower(name)`

interface Named {
  readonly folded: string
  readonly id: string
}

/** Of a list by name: the last row seen. Null at its end. */
export function nextName(rows: readonly Named[], limit: number): string | null {
  const last = rows[limit - 1]
  if (rows.length <= limit || last === undefined) return null
  return Buffer.from(JSON.stringify([last.folded, last.id])).toString('base64url')
}

/** The rows behind a cursor. Error: `invalid_request`. */
export function behind(cursor: string | undefined) {
  if (cursor === undefined) return sql<boolean>`true`
  const [name, id] = read(cursor)
  return sql<boolean>`(lower(name), id) > (${name}, ${id}::uuid)`
}

function read(cursor: string): readonly [name: string, id: string] {
  try {
    const [name, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    if (
      typeof name === 'string' &&
      typeof id === 'string' &&
      !name.includes('\0') &&
      /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
    )
      return [name, id]
  } catch {
    // said below
  }
  throw new ProductError('invalid_request', 'This cursor is not one that a list has answered. Begin again without it.')
}
