import { type ErrorCode, ProductError } from '@nemeton/contract'
import t from 'tap'
import { causes } from '../../../src/features/ingestions/causes.ts'
import { explainTask, failureOf } from '../../../src/features/ingestions/failure.ts'

const told = (errorMessage: string | null, logTail: string | null = null, firstError: string | null = null) =>
  explainTask({
    task: { errorMessage: 'cut ...27 characters omitted... short' },
    report: { errorMessage, firstError },
    logTail,
  })
const s3 = (status: string) =>
  `java.lang.RuntimeException: Error occurred while trying to read uri: s3://nemeton/uploads/x/a.csv
\tat org.apache.druid.data.input.impl.InputEntityIteratingReader.lambda$read$0(InputEntityIteratingReader.java:81)
Caused by: java.io.IOException: com.amazonaws.services.s3.model.AmazonS3Exception: ${status}; Request ID: 37244CB276DBFD92; S3 Extended Request ID: null; Proxy: null)
\t... 20 more`
const push = `java.lang.RuntimeException: java.util.concurrent.ExecutionException: java.lang.RuntimeException: java.io.IOException: com.amazonaws.services.s3.model.AmazonS3Exception: An internal error occurred. Try again. (Service: Amazon S3; Status Code: 500; Error Code: InternalError)
\tat org.apache.druid.indexing.common.task.IndexTask.generateAndPublishSegments(IndexTask.java:1008)
Caused by: java.io.IOException: com.amazonaws.services.s3.model.AmazonS3Exception: An internal error occurred. Try again. (Service: Amazon S3; Status Code: 500; Error Code: InternalError)
\tat org.apache.druid.storage.s3.S3DataSegmentPusher.pushToPath(S3DataSegmentPusher.java:108)`

const known: readonly [words: string, code: ErrorCode, message: RegExp, hint: RegExp][] = [
  ['Shutdown request from user', 'task_canceled', /ended in Druid by somebody/, /who/],
  ['Canceled', 'task_canceled', /somebody/, /who/],
  ['java.lang.OutOfMemoryError: Java heap space', 'out_of_memory', /out of memory/, /heap/],
  ['Not enough direct memory: direct buffer memory', 'out_of_memory', /out of memory/, /heap/],
  ['Task execution process exited unsuccessfully with code[137]; exit code [137]', 'out_of_memory', /memory/, /heap/],
  ['java.io.IOException: No space left on device', 'disk_full', /disk of a worker is full/, /room/],
  ['NotEnoughTemporaryStorage: Not enough temporary storage space', 'disk_full', /full/, /room/],
  [
    s3('Forbidden (Service: Amazon S3; Status Code: 403; Error Code: InvalidAccessKeyId'),
    'store_denied',
    /refused/,
    /S3/,
  ],
  [
    s3('The specified key does not exist. (Service: Amazon S3; Status Code: 404; Error Code: NoSuchKey'),
    'input_missing',
    /no longer/,
    /Send/,
  ],
  [
    s3('The specified bucket does not exist (Service: Amazon S3; Status Code: 404; Error Code: NoSuchBucket'),
    'input_missing',
    /no longer/,
    /bucket/,
  ],
  [push, 'deep_storage_failed', /deep storage/, /room/],
  ['Cannot allocate segment for timestamp[2024-01-01T00:00:00.000Z]', 'lock_lost', /lock/, /Wait/],
  ['ISE: Failed to add a row with timestamp[2025-01-01T00:00:00.000Z]', 'lock_lost', /lock/, /try again/],
  ['Lock for interval [2024-01-01/2024-02-01] was revoked', 'lock_lost', /lock/, /Wait/],
  ['TaskStartTimeout: Unable to launch [2] worker tasks within [600] seconds', 'no_slot', /slot/, /workers/],
  ['Too many partitions', 'too_many_time_chunks', /too many time chunks/, /granularity/],
  ['TooManyBuckets: Too many partition buckets (max = 5,000)', 'too_many_time_chunks', /chunks/, /granularity/],
  ['Could not convert value [abc] to double for dimension [amount].', 'type_clash', /does not fit/, /type/],
  ['Max parse exceptions[1] exceeded', 'unparseable_rows', /could not read some of the rows/, /time format/],
  [
    'org.apache.druid.java.util.common.parsers.ParseException: Unparseable timestamp',
    'unparseable_rows',
    /read/,
    /report/,
  ],
  [
    'The worker that this task was assigned disappeared and did not report cleanup',
    'worker_lost',
    /went away/,
    /Health/,
  ],
  [
    'The worker that this task is assigned did not start it in timeout[PT1M]. See overlord and middleManager/indexer logs for more details.',
    'worker_lost',
    /went away/,
    /Health/,
  ],
  ['Worker[127.0.0.1:8091] was unresponsive', 'worker_lost', /went away/, /Health/],
]
for (const [words, code, message, hint] of known)
  t.test(`explains ${code} in "${words.slice(0, 60)}"`, async (t) => {
    const failure = told(words)
    t.match(failure, { code, message, hint })
    t.ok(failure.raw?.includes(words.split('\n')[0] ?? ''), "Druid's words are kept")
    t.notMatch(failure.raw, /^\tat /m, 'without the frames of its stack')
  })

t.test('every cause is met by words of Druid', async (t) => {
  const met = new Set(known.map(([, code]) => code))
  for (const { code } of causes) t.ok(met.has(code), code)
})

t.test('reads a shorter status where there is no report', async (t) => {
  t.match(explainTask({ task: { errorMessage: 'No space left on device' }, report: null, logTail: null }), {
    code: 'disk_full',
  })
})

t.test('the first bad row tells more than that rows were bad', async (t) => {
  const clash = told(
    'Max parse exceptions[0] exceeded',
    null,
    'Could not convert value [abc] to double for dimension [amount].',
  )
  t.match(clash, { code: 'type_clash', raw: /\[abc\]/ })
  t.match(told('Max parse exceptions[0] exceeded', null, 'Row is odd'), { code: 'unparseable_rows', raw: /Row is odd/ })
})

t.test("finds the cause in the log when Druid's message says nothing", async (t) => {
  const log = 'INFO all is well\nERROR [main] - java.lang.OutOfMemoryError: Java heap space\nINFO end'
  const failure = told('Task failed. Check the logs.', log)
  t.match(failure, { code: 'out_of_memory' })
  t.match(failure.raw, /Task failed[\s\S]*Java heap space/)
})

t.test("prefers Druid's message to what its log says", async (t) => {
  t.match(told('No space left on device', 'ERROR OutOfMemoryError'), { code: 'disk_full' })
})

t.test('of an unknown failure the innermost cause is told, or the first useful line of the log', async (t) => {
  const words =
    'java.lang.IllegalStateException: outer\n\tat a.b.C(D.java:1)\nCaused by: java.io.IOException: Premature EOF\n\t... 24 more'
  t.match(told(words), {
    code: 'druid_task_failed',
    message: "Druid's task failed: java.io.IOException: Premature EOF",
  })
  t.match(told('Something new\nat line 2'), { message: "Druid's task failed: Something new" })
  t.match(told('', 'INFO begin\nWARN slow\n2026-01-01 ERROR [x] - the flux is broken\nINFO end'), {
    message: /the flux is broken/,
  })
  t.match(explainTask({ task: { errorMessage: null }, report: null, logTail: null }), {
    code: 'druid_task_failed',
    message: /it gave no reason/,
    hint: /kept/,
    raw: null,
  })
})

t.test('passes the code, the words and a hint of an error of the product on', async (t) => {
  t.match(failureOf(new ProductError('no_historical', 'Not loaded.')), {
    code: 'no_historical',
    message: 'Not loaded.',
    hint: /Start a historical/,
    raw: null,
  })
  t.match(failureOf(new ProductError('druid_rejected', 'No.', { details: { status: 400 } })), { raw: '{"status":400}' })
})

t.test('hides what it does not know', async (t) => {
  const failure = failureOf(new TypeError('x is undefined at /srv/app/secret.ts'))
  t.equal(failure.code, 'internal')
  t.notMatch(JSON.stringify(failure), 'secret.ts')
})
