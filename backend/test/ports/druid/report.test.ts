import t from 'tap'
import { readError } from '../../../src/ports/druid/error-body.ts'
import { readReport } from '../../../src/ports/druid/report.ts'

const rows = { processed: 11_935, processedBytes: 394_054, processedWithError: 1, thrownAway: 2, unparseable: 3 }
const native = (rowStats: unknown, more: object = {}) => ({
  ingestionStatsAndErrors: {
    type: 'ingestionStatsAndErrors',
    taskId: 'a-task',
    payload: { ingestionState: 'BUILD_SEGMENTS', unparseableEvents: {}, rowStats, errorMsg: null, ...more },
  },
})
const averages = { buildSegments: { '1m': { processed: 1102.4, processedBytes: 36_438.8 } } }

/** As Druid 33 gives them. */
const shapes: readonly [name: string, raw: unknown][] = [
  [
    'live',
    native(
      { movingAverages: averages, totals: { buildSegments: rows } },
      { unparseableEvents: { buildSegments: null } },
    ),
  ],
  ['live, of subtasks', native({ totals: { buildSegments: rows } })],
  ['final', native({ determinePartitions: { ...rows, processed: 7 }, buildSegments: rows })],
]
for (const [name, raw] of shapes)
  t.test(`reads rows and bytes of a report that is ${name}`, async (t) => {
    t.match(readReport(raw), { ...rows, errorMessage: null, firstError: null, phase: 'BUILD_SEGMENTS', raw })
  })

t.test('rows that are only counted to cut partitions are not read yet', async (t) => {
  t.match(readReport(native({ determinePartitions: rows })), { processed: 0, processedBytes: 0 })
})

t.test('reads the words of a failure and of the first row that was bad', async (t) => {
  const event = { input: '{amount=abc}', details: ['Could not convert value [abc] to double for dimension [amount].'] }
  const raw = native(
    { buildSegments: rows },
    { errorMsg: 'Max parse exceptions[0] exceeded', unparseableEvents: { buildSegments: [event] } },
  )
  t.match(readReport(raw), { errorMessage: 'Max parse exceptions[0] exceeded', firstError: /\[abc\] to double/ })
})

t.test('reads the failure of a SQL task', async (t) => {
  const error = {
    errorCode: 'TooManyBuckets',
    maxBuckets: 5000,
    errorMessage: 'Too many partition buckets (max = 5,000)',
  }
  const raw = {
    multiStageQuery: {
      type: 'multiStageQuery',
      payload: { status: { status: 'FAILED', errorReport: { taskId: 'q', error } } },
    },
  }
  t.match(readReport(raw), {
    errorMessage: 'TooManyBuckets: Too many partition buckets (max = 5,000)',
    phase: 'FAILED',
  })
})

t.test('what a worker says of a task that it hands over is no report', async (t) => {
  for (const raw of [{ error: "Can't find chatHandler for handler[a-task]" }, {}, null, 'none'])
    t.throws(() => readReport(raw), { code: 'druid_unavailable' })
})

const errors: readonly [shape: string, body: unknown, said: object][] = [
  [
    'legacy',
    { error: 'Unknown exception', errorMessage: 'why', errorClass: 'java.lang.X', host: 'h' },
    { reason: 'why', errorClass: 'java.lang.X' },
  ],
  ['the overlord’s', { error: 'Could not resolve type id' }, { reason: 'Could not resolve type id' }],
  [
    'DruidException',
    {
      error: 'druidException',
      errorCode: 'entryAlreadyExists',
      category: 'INVALID_INPUT',
      errorMessage: 'Task[x] already exists',
    },
    { reason: 'Task[x] already exists', isDruidException: true, category: 'INVALID_INPUT' },
  ],
  [
    'of a SQL task',
    { errorCode: 'TaskStartTimeout', errorMessage: 'Unable to launch' },
    { reason: 'TaskStartTimeout: Unable to launch' },
  ],
  [
    'of a SQL statement',
    { state: 'FAILED', errorDetails: { error: 'druidException', errorMessage: 'why' } },
    { reason: 'why', isDruidException: true },
  ],
]
for (const [shape, body, said] of errors)
  t.test(`reads an error that is ${shape}`, async (t) => {
    t.match(readError(JSON.stringify(body)), said)
  })
