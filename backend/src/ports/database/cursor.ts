import { ProductError } from '@nemeton/contract'

/** Keyset position: the last row seen, newest first. */
export interface Cursor {
  readonly at: string
  readonly id: string
}

export function nextCursor(rows: readonly { created_at: Date; id: string }[], limit: number): string | null {
  const last = rows[limit - 1]
  if (rows.length <= limit || last === undefined) return null
  return Buffer.from(`${last.created_at.toISOString()} ${last.id}`).toString('base64url')
}

export function readCursor(cursor: string | undefined): Cursor | null {
  if (cursor === undefined) return null
  const [at, id] = Buffer.from(cursor, 'base64url').toString().split(' ')
  if (!at || Number.isNaN(Date.parse(at)) || !id || !/^[0-9a-f-]{36}$/.test(id))
    throw new ProductError(
      'invalid_request',
      'This cursor is not one that a list has answered. Begin again without it.',
    )
  return { at, id }
}
