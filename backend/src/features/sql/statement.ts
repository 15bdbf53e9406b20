import { ProductError } from '@nemeton/contract'

const refused = (why: string) =>
  new ProductError('invalid_query', `${why} This endpoint takes one SELECT, WITH or EXPLAIN PLAN FOR.`)

/** Words and signs outside of strings, quoted names and comments. */
function* tokens(sql: string): Generator<{ readonly word: string; readonly at: number }> {
  const pattern =
    /(?:--|\/\/)[^\n\r]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|[\p{L}_][\p{L}\p{N}_$]*|\S/gu
  for (const { 0: token, index: at } of sql.matchAll(pattern)) {
    if (/^(?:--|\/[/*])/.test(token)) continue
    yield { word: token.startsWith("'") ? "''" : token.startsWith('"') ? '""' : token.toUpperCase(), at }
  }
}

/** Functions that read files and addresses, with the rights of Druid's servers. */
const outside = new Set(['EXTERN', 'INLINE', 'LOCALFILES', 'HTTP', 'S3'])
/** A quoted name hides which it is; all that there is to be called so reads datasources. */
const isTableFunction = (words: readonly string[], at: number) =>
  words[at - 2] === 'TABLE' && words[at - 1] === '(' && words[at] !== 'APPEND'

/** Only reading statements pass, one at a time; answers it without its closing semicolon, which Druid does not take. */
export function requireReading(sql: string): string {
  const found = [...tokens(sql)]
  const end = found.at(-1)
  const closing = end?.word === ';' ? end.at : sql.length
  const words = found.filter(({ at }) => at < closing).map(({ word }) => word)
  if (words.length === 0) throw refused('There is no statement.')
  if (words.includes(';')) throw refused('There is more than one statement.')
  const explained = words[0] === 'EXPLAIN'
  if (explained && (words[1] !== 'PLAN' || words[2] !== 'FOR'))
    throw refused('EXPLAIN is written EXPLAIN PLAN FOR here.')
  const rest = explained ? words.slice(3) : words
  const verb = rest.find((word) => word !== '(')
  if (verb !== 'SELECT' && verb !== 'WITH') throw refused(`"${verb ?? ''}" is not a reading statement.`)
  const foreign = rest.find((word, at) => rest[at + 1] === '(' && (outside.has(word) || isTableFunction(rest, at)))
  if (foreign !== undefined) throw refused(`"${foreign}" reads from outside of Druid.`)
  return `${sql.slice(0, closing)}${sql.slice(closing + 1)}`
}
