import { ProductError } from '@nemeton/contract'
import type { z } from 'zod'

/** Deeper than anything of ours, and far from what a parser's stack can take. */
const mostLevels = 64

/** Parses one part of a request; the error names the part, the field and what was expected. */
export function parse<T extends z.ZodType>(
  schema: T,
  value: unknown,
  part: 'path' | 'query' | 'body' | 'fields',
): z.infer<T> {
  if (isDeeperThan(value, mostLevels))
    throw new ProductError('invalid_request', `The ${part} nests deeper than ${mostLevels} levels. Make it flatter.`)
  const result = schema.safeParse(value)
  if (result.success && !holdsNul(value)) return result.data
  if (result.success) throw new ProductError('invalid_request', `The ${part} holds a NUL character. Leave it out.`)
  const problems = result.error.issues.map((issue) => ({ field: issue.path.join('.'), problem: issue.message }))
  const first = problems[0]
  const where = first?.field ? `${part}, field "${first.field}"` : part
  throw new ProductError('invalid_request', `The ${where}: ${first?.problem ?? 'not as expected'}.`, {
    details: problems,
  })
}

/** Looks one level after the other, never by calling itself: the value may be as deep as its sender liked. */
function isDeeperThan(value: unknown, most: number): boolean {
  let level = [value]
  for (let depth = 0; depth <= most; depth++) {
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []))
    if (level.length === 0) return false
  }
  return true
}

/** PostgreSQL stores no NUL, and no name or text of ours needs one. */
const holdsNul = (value: unknown): boolean => /(?<!\\)(?:\\\\)*\\u0000/.test(JSON.stringify(value) ?? '')
