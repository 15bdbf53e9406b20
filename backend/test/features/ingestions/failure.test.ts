import { ProductError } from '@nemeton/contract'
import t from 'tap'
import { explainTask, failureOf } from '../../../src/features/ingestions/failure.ts'

const told: readonly [words: string, message: RegExp, hint: RegExp][] = [
  ['java.lang.OutOfMemoryError: Java heap space', /out of memory/, /heap/],
  ['Not enough direct memory: direct buffer memory', /out of memory/, /heap/],
  ['java.io.IOException: No space left on device', /disk of a worker is full/, /room/],
  ['AmazonS3Exception: Forbidden (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied)', /refused/, /S3/],
  ['Cannot allocate segment for timestamp[2024-01-01T00:00:00.000Z]', /lock/, /Wait/],
  ['Lock for interval [2024-01-01/2024-02-01] was revoked', /lock/, /Wait/],
  ['Too many partitions', /too many time chunks/, /granularity/],
  ['Max parse exceptions [1] exceeded', /could not read some of the rows/, /time format/],
  ['org.apache.druid.java.util.common.parsers.ParseException: Unparseable timestamp', /could not read/, /report/],
  ['The worker that this task was assigned disappeared and did not report cleanup', /went away/, /Health/],
  [
    'The worker that this task is assigned did not start it in timeout[PT1M]. See overlord and middleManager/indexer logs for more details.',
    /went away/,
    /Health/,
  ],
  ['Worker[127.0.0.1:8091] was unresponsive', /went away/, /Health/],
]
for (const [words, message, hint] of told) {
  t.test(`explains "${words.slice(0, 50)}" and keeps Druid's words`, async (t) => {
    t.match(explainTask(words, null), { code: 'druid_task_failed', message, hint, raw: words })
  })
}

t.test("finds the cause in the log when Druid's message says nothing", async (t) => {
  const log = 'INFO all is well\nERROR [main] - java.lang.OutOfMemoryError: Java heap space\nINFO end'
  const failure = explainTask('Task failed. Check the logs.', log)
  t.match(failure, { message: /out of memory/ })
  t.match(failure.raw, /Task failed/)
  t.match(failure.raw, /Java heap space/)
})

t.test("prefers Druid's message to what its log says", async (t) => {
  t.match(explainTask('No space left on device', 'ERROR OutOfMemoryError'), { message: /disk/ })
})

t.test('repeats words it does not know, and says so when there are none', async (t) => {
  t.match(explainTask('Something new\nat line 2', null), { message: "Druid's task failed: Something new" })
  t.match(explainTask(null, null), { message: /it gave no reason/, hint: /log/, raw: null })
})

t.test('passes the code, the words and a hint of an error of the product on', async (t) => {
  t.match(failureOf(new ProductError('not_queryable', 'Not loaded.')), {
    code: 'not_queryable',
    message: 'Not loaded.',
    hint: /historical/,
    raw: null,
  })
  t.match(failureOf(new ProductError('druid_rejected', 'No.', { details: { status: 400 } })), { raw: '{"status":400}' })
})

t.test('hides what it does not know', async (t) => {
  const failure = failureOf(new TypeError('x is undefined at /srv/app/secret.ts'))
  t.equal(failure.code, 'internal')
  t.notMatch(JSON.stringify(failure), 'secret.ts')
})
