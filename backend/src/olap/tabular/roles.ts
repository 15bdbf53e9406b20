import type { ColumnAggregate, ColumnRole, ColumnType } from '@nemeton/contract'
import { meaningOf } from './role-words.ts'

export interface RoleFacts {
  readonly name: string
  readonly type: ColumnType
  readonly rows: number
  readonly values: number
  readonly distinct: number
  readonly min: number | string | null
  readonly max: number | string | null
  /** The values are written with a percent sign. */
  readonly percent?: boolean
}

export interface Role {
  readonly role: Exclude<ColumnRole, 'time'>
  /** Null for what is no measure. */
  readonly aggregate: ColumnAggregate | null
  readonly reason: string
}

const dimension = (reason: string): Role => ({ role: 'dimension', aggregate: null, reason })
const averaged = (why: string): Role => ({
  role: 'measure',
  aggregate: 'average',
  reason: `${why}: it is averaged rather than summed.`,
})

/** What a column is for, and why, in one sentence. */
export const roleOf = (facts: RoleFacts): Role => {
  const { type } = facts
  if (type === 'string') return textRole(facts)
  if (type === 'boolean') return dimension('It is true or false, so rows are split and filtered by it.')
  if (type === 'timestamp') return dimension('It is a point in time beside the primary one.')
  return numberRole(facts, type)
}

const textRole = ({ values, distinct }: RoleFacts): Role => {
  const why =
    values === 0
      ? 'It has no values'
      : distinct >= values * 0.95 && values > 20
        ? 'Nearly every row has its own text'
        : `It is text with ${distinct.toLocaleString('en')} ${distinct === 1 ? 'value' : 'values'}`
  return dimension(`${why}, so rows are split and filtered by it.`)
}

const numberRole = (facts: RoleFacts, type: 'long' | 'double'): Role => {
  const { name, values, distinct, percent } = facts
  if (percent) return averaged('Its values are percentages')
  switch (meaningOf(name, type)) {
    case 'identifier':
      return dimension(`"${name}" names an identifier or a code: adding it up has no meaning.`)
    case 'coordinate':
      return dimension(`"${name}" is a coordinate: adding it up has no meaning.`)
    case 'class':
      return dimension(`"${name}" reads as a class, not as an amount.`)
    case 'average':
      return averaged(`"${name}" reads as a price, a rate, an age or another number that adds up to nothing`)
    case 'amount':
      return summed(`"${name}" reads as an amount`)
    case null:
  }
  if (type === 'long' && values > 20 && distinct >= values * 0.99 && isSequence(facts))
    return dimension('It counts the rows one by one: an identifier, not an amount.')
  if (type === 'double' && values > 20 && isShare(facts))
    return averaged('All of its values lie between 0 and 1, as shares do')
  return summed('It is a number')
}

const summed = (why: string): Role => ({
  role: 'measure',
  aggregate: 'sum',
  reason: `${why}: it can be summed and averaged.`,
})

const isSequence = ({ min, max, values }: RoleFacts): boolean =>
  typeof min === 'number' && typeof max === 'number' && max - min < values * 1.5

const isShare = ({ min, max }: RoleFacts): boolean =>
  typeof min === 'number' && typeof max === 'number' && min >= 0 && max <= 1
