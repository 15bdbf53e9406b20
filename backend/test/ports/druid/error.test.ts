import { ProductError } from '@nemeton/contract'
import t from 'tap'
import { refusal, unreachable } from '../../../src/ports/druid/error.ts'

/** As Druid 33 answers them. */
const general = (errorMessage: string) =>
  JSON.stringify({
    error: 'druidException',
    errorCode: 'general',
    persona: 'ADMIN',
    category: 'UNCATEGORIZED',
    errorMessage,
    context: {},
  })
const legacy = (errorMessage: string, errorClass: string | null, more: object = {}) =>
  JSON.stringify({
    error: 'Unknown exception',
    errorClass,
    host: '127.0.0.1:8083',
    errorCode: 'legacyQueryException',
    persona: 'OPERATOR',
    category: 'RUNTIME_FAILURE',
    errorMessage,
    context: { host: '127.0.0.1:8083', errorClass, legacyErrorCode: 'Unknown exception' },
    ...more,
  })
const invalid = (errorMessage: string) =>
  JSON.stringify({
    error: 'druidException',
    errorCode: 'invalidInput',
    persona: 'USER',
    category: 'INVALID_INPUT',
    errorMessage,
    context: { sourceType: 'sql' },
  })
const divWords = 'Function[div] encountered unknown exception.'

const askers: readonly (readonly [asked: string, body: string, message: RegExp])[] = [
  ['SELECT 1/0', general('/ by zero'), /divides by zero.*NULLIF\(b, 0\)/],
  ['SUM(1/(quantity-quantity))', legacy('/ by zero', 'java.lang.ArithmeticException'), /divides by zero/],
  ['the same over a sys table', legacy('/ by zero', 'java.lang.ArithmeticException', { host: null }), /by zero/],
  [
    'DIV(1, 0)',
    JSON.stringify({
      error: 'druidException',
      errorCode: 'general',
      persona: 'DEVELOPER',
      category: 'DEFENSIVE',
      errorMessage: divWords,
      context: {},
    }),
    /divides by zero/,
  ],
  [
    'DIV(1, quantity-quantity)',
    legacy(divWords, null, { error: 'druidException', category: 'UNCATEGORIZED' }),
    /divides by zero/,
  ],
  [
    "REGEXP_LIKE(x, '(((')",
    general('Unclosed group near index 3\n((('),
    /^The regular expression \(\(\( cannot be read: Unclosed group near index 3\./,
  ],
  [
    "REGEXP_LIKE(x, '[a')",
    general('Unclosed character class near index 1\n[a\n ^'),
    /^The regular expression \[a cannot be read: Unclosed character class near index 1\./,
  ],
  ["REGEXP_EXTRACT(x, '*')", general("Dangling meta character '*' near index 0\n*\n^"), /Dangling meta character/],
  [
    'a bad regular expression with a line feed in it, and the word timeout',
    general('Unclosed group near index 9\n(timeout\n'),
    /Unclosed group/,
  ],
  [
    "REGEXP_EXTRACT(branch, '(a)', 5)",
    legacy('No group 5', 'java.lang.IndexOutOfBoundsException'),
    /has no group 5\. Groups are/,
  ],
  ["TIME_FORMAT(__time, 'qq')", general('Illegal pattern component: qq'), /time format.*Joda does not know: qq/],
  [
    'REGEXP_LIKE over sys.segments',
    legacy('cannot translate call REGEXP_LIKE($t0, $t1)', 'java.lang.RuntimeException', { host: null }),
    /^REGEXP_LIKE works on datasources only/,
  ],
]
for (const [asked, body, message] of askers)
  t.test(`${asked} is the asker's to mend, with Druid's words kept`, async (t) => {
    t.match(refusal(500, body, 'query'), { code: 'invalid_query', message, details: { status: 500, druid: body } })
  })

const faulty = legacy('Faulty channel in resource pool', 'org.jboss.netty.channel.ChannelException')
const others: readonly (readonly [what: string, status: number, body: string, code: string])[] = [
  ['what Druid refuses itself', 400, invalid("Column 'units' not found in any table"), 'druid_rejected'],
  ['a column named timeout that is not there', 400, invalid("Column 'timeout' not found"), 'druid_rejected'],
  [
    'a resource limit',
    400,
    legacy('Cannot issue the query, subqueries generated results beyond maximum[5] rows.', null),
    'druid_rejected',
  ],
  [
    'a query that ran out of time',
    504,
    legacy('Query[1] url[http://127.0.0.1:8083/druid/v2/] timed out.', 'org.apache.druid.query.QueryTimeoutException'),
    'druid_timeout',
  ],
  ['one that ran out of time and says so only in its category', 500, timeLimit(), 'druid_timeout'],
  ['a historical that went away', 500, faulty, 'druid_unavailable'],
  [
    'a coordinator that went away under a sys table',
    500,
    general(
      "org.apache.druid.java.util.common.IOE: Retries exhausted, couldn't fulfill request to [http://127.0.0.1:8081/druid/coordinator/v1/metadata/segments].",
    ),
    'druid_unavailable',
  ],
  ['a router without brokers', 500, general('No default server found!'), 'druid_unavailable'],
  ['the proxy of a router', 502, '<html><title>Bad Gateway</title></html>', 'druid_unavailable'],
  ['no capacity', 429, legacy('Too many concurrent queries', null), 'druid_unavailable'],
  // what looks like the asker's fault and need not be
  ['an arithmetic failure that names no divisor', 500, general('long overflow'), 'druid_query_failed'],
  ['a sentence around the words', 500, general('Merge failed: / by zero'), 'druid_query_failed'],
  ['the words under another class', 500, legacy('/ by zero', 'java.lang.IllegalStateException'), 'druid_query_failed'],
  ['the words in plain text', 500, '/ by zero', 'druid_query_failed'],
  ['a null where none may be', 500, general('Cannot invoke "toString()" because "x" is null'), 'druid_query_failed'],
  ['another function', 500, general('Function[string_to_array] encountered unknown exception.'), 'druid_query_failed'],
  ['an index out of bounds', 500, legacy('Index: 5', 'java.lang.IndexOutOfBoundsException'), 'druid_query_failed'],
  ['a translation that fails in Druid', 500, legacy('cannot translate', null), 'druid_query_failed'],
  ['a full heap', 500, legacy('Java heap space', 'java.lang.OutOfMemoryError'), 'druid_query_failed'],
  ['no body at all', 500, '', 'druid_query_failed'],
  ['a body that is no object', 500, 'null', 'druid_query_failed'],
]
for (const [what, status, body, code] of others)
  t.test(`${what} (${status}) is ${code}`, async (t) => {
    t.equal(refusal(status, body, 'query').code, code)
  })

t.test('who gave a call so much time and no more has not left it', async (t) => {
  const aborted = (reason: unknown) => AbortSignal.abort(reason)
  const late = new DOMException('The operation was aborted due to timeout', 'TimeoutError')
  t.equal(unreachable(late, aborted(late)).code, 'druid_timeout')
  t.equal(unreachable(new Error('aborted'), aborted(new Error('left'))).code, 'canceled')
  const own = new ProductError('canceled', 'The client left.')
  t.equal(unreachable(new Error('aborted'), aborted(own)), own)
  t.equal(unreachable(new Error('gone'), undefined).code, 'druid_unavailable')
})

t.test('a call that is no query is never the asker of a query at fault', async (t) => {
  t.equal(refusal(500, general('/ by zero'), 'call').code, 'druid_unavailable')
})

function timeLimit(): string {
  return JSON.stringify({ error: 'druidException', category: 'TIMEOUT', errorMessage: 'The limit was reached.' })
}
