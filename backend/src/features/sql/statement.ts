import { ProductError } from '@nemeton/contract'

const refused = (why: string) =>
  new ProductError('invalid_query', `${why} This endpoint takes one SELECT, WITH or EXPLAIN PLAN FOR.`)

interface Token {
  /** In capitals; a quoted name is `""`, a string `''`. */
  readonly word: string
  /** What a word or a quoted name calls, in capitals; null for one whose letters are written as escapes. */
  readonly name: string | null
  readonly at: number
}

/** Words and signs outside of strings, quoted names and comments. */
function* tokens(sql: string): Generator<Token> {
  const pattern =
    /(?:--|\/\/)[^\n\r]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*(?:'|$)|(?:U&)?"(?:[^"]|"")*(?:"|$)|[\p{L}_][\p{L}\p{N}_$]*|\S/giu
  for (const { 0: token, index: at } of sql.matchAll(pattern)) {
    if (/^(?:--|\/[/*])/.test(token)) continue
    const capitals = token.toUpperCase()
    if (token.startsWith("'")) yield { word: "''", name: '', at }
    else if (token.startsWith('"')) yield { word: '""', name: capitals.slice(1, -1), at }
    else if (capitals.startsWith('U&"')) yield { word: '""', name: null, at }
    else yield { word: capitals, name: capitals, at }
  }
}

/** Functions that read files and addresses, with the rights of Druid's servers. */
const outside = new Set(['EXTERN', 'INLINE', 'LOCALFILES', 'HTTP', 'S3'])

/** What reads from outside of Druid, or may: of the functions of tables, only one reads datasources. */
function findOutside(found: readonly Token[]): string | null {
  for (const [at, { word, name }] of found.entries()) {
    const isCalled = found[at + 1]?.word === '('
    if (isCalled && (name === null || outside.has(name))) return name ?? 'U&""'
    const called = found[at + 2]
    if (word === 'TABLE' && isCalled && (called?.word !== 'APPEND' || found[at + 3]?.word !== '('))
      return called?.name ?? 'TABLE'
  }
  return null
}

/** Only reading statements pass, one at a time; answers it without its closing semicolon, which Druid does not take. */
export function requireReading(sql: string): string {
  const found = [...tokens(sql)]
  const end = found.at(-1)
  const closing = end?.word === ';' ? end.at : sql.length
  const before = found.filter(({ at }) => at < closing)
  const words = before.map(({ word }) => word)
  if (words.length === 0) throw refused('There is no statement.')
  if (words.includes(';')) throw refused('There is more than one statement.')
  const explained = words[0] === 'EXPLAIN'
  if (explained && (words[1] !== 'PLAN' || words[2] !== 'FOR'))
    throw refused('EXPLAIN is written EXPLAIN PLAN FOR here.')
  const rest = explained ? words.slice(3) : words
  const verb = rest.find((word) => word !== '(')
  if (verb !== 'SELECT' && verb !== 'WITH') throw refused(`"${verb ?? ''}" is not a reading statement.`)
  const foreign = findOutside(before)
  if (foreign !== null) throw refused(`"${foreign}" reads from outside of Druid.`)
  return `${sql.slice(0, closing)}${sql.slice(closing + 1)}`
}
