import type { ColumnRole, ColumnType } from '@nemeton/contract'
import { isCodeName } from './settle.ts'

export interface RoleFacts {
  readonly name: string
  readonly type: ColumnType
  readonly rows: number
  readonly values: number
  readonly distinct: number
  readonly min: number | string | null
  readonly max: number | string | null
}

const placeName = /(?:^|[^a-z])(?:lat|latitude|lon|lng|long|longitude|x|y)(?:[^a-z]|$)/i
const className =
  /(?:^|[^a-z])(?:year|month|week|quarter|weekday|dow|hour|rank|level|grade|class|zone|group|category|type|status|version|index|position|floor|page|line|row|store|branch|shop|department|ward|district|fips)(?:[^a-z]|$)|^(?:year|month)/i
const averageName =
  /price|rate|ratio|percent|pct|share|age(?:$|[^a-z])|score|rating|temp|speed|avg|average|mean|median|margin|discount|%|index|density|weight|height|latency|duration/i

/** What a column is for, and why, in one sentence. */
export const roleOf = (facts: RoleFacts): { readonly role: Exclude<ColumnRole, 'time'>; readonly reason: string } => {
  const { name, type } = facts
  if (type === 'string') {
    const why =
      facts.values === 0
        ? 'It has no values'
        : facts.distinct >= facts.values * 0.95 && facts.values > 20
          ? 'Nearly every row has its own text'
          : `It is text with ${facts.distinct.toLocaleString('en')} ${facts.distinct === 1 ? 'value' : 'values'}`
    return { role: 'dimension', reason: `${why}, so rows are split and filtered by it.` }
  }
  if (type === 'boolean')
    return { role: 'dimension', reason: 'It is true or false, so rows are split and filtered by it.' }
  if (type === 'timestamp') return { role: 'dimension', reason: 'It is a point in time beside the primary one.' }
  if (isCodeName(name))
    return { role: 'dimension', reason: `"${name}" names an identifier or a code: adding it up has no meaning.` }
  if (type === 'double' && placeName.test(name))
    return { role: 'dimension', reason: `"${name}" is a coordinate: adding it up has no meaning.` }
  if (type === 'long' && className.test(name))
    return { role: 'dimension', reason: `"${name}" reads as a class, not as an amount.` }
  if (type === 'long' && facts.values > 20 && facts.distinct >= facts.values * 0.99 && isSequence(facts)) {
    return { role: 'dimension', reason: 'It counts the rows one by one: an identifier, not an amount.' }
  }
  if (averageName.test(name))
    return { role: 'measure', reason: `"${name}" is a number that is averaged rather than summed.` }
  return { role: 'measure', reason: 'It is a number that can be summed and averaged.' }
}

const isSequence = (facts: RoleFacts): boolean =>
  typeof facts.min === 'number' && typeof facts.max === 'number' && facts.max - facts.min < facts.values * 1.5
