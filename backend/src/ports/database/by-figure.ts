import { ProductError } from '@nemeton/contract'
import { type RawBuilder, sql } from 'kysely'

/** Of a list by a figure, greatest first: the last row seen. */
export const nextFigure = (by: string, figure: string | number, id: string): string =>
  Buffer.from(JSON.stringify([by, figure, id])).toString('base64url')

/** The rows behind a cursor of a list by the same figure. Error: `invalid_request`. */
export function beyond(cursor: string | undefined, by: string, key: RawBuilder<unknown>) {
  if (cursor === undefined) return sql<boolean>`true`
  const [figure, id] = read(cursor, by)
  const value = typeof figure === 'number' ? sql`${figure}::float8` : sql`${figure}::timestamptz`
  return sql<boolean>`(${key}, id) < (${value}, ${id}::bigint)`
}

function read(cursor: string, by: string): readonly [figure: string | number, id: string] {
  try {
    const [own, figure, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    const isFigure = by === 'at' ? typeof figure === 'string' && isInstant(figure) : Number.isFinite(figure)
    if (own === by && isFigure && typeof id === 'string' && /^\d{1,18}$/.test(id))
      return [figure as string | number, id]
  } catch {
    // said below
  }
  throw new ProductError(
    'invalid_request',
    'This cursor is not one that this list has answered. Begin again without it.',
  )
}

const isInstant = (text: string): boolean =>
  /^\d{4}-\d\d-\d\dT[\d:.]{8,12}Z$/.test(text) && !Number.isNaN(Date.parse(text))
