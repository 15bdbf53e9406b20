import type { SqlParameter } from '@nemeton/contract'
import { sql } from 'kysely'
import type { Fragment } from './druid-dialect.ts'

const bind = (parameter: SqlParameter): Fragment => sql`${parameter}`

export const varchar = (value: string): Fragment => bind({ type: 'VARCHAR', value })
export const double = (value: number): Fragment => bind({ type: 'DOUBLE', value })
export const timestamp = (millis: number): Fragment => bind({ type: 'TIMESTAMP', value: millis })

/** JSON numbers lose digits beyond 2^53, so such a long travels as text and is cast by Druid. */
export const bigint = (value: number | bigint): Fragment =>
  Number.isSafeInteger(Number(value))
    ? bind({ type: 'BIGINT', value: Number(value) })
    : sql`CAST(${varchar(String(value))} AS BIGINT)`
