import { type ErrorCode, type Ingestion, ProductError } from '@nemeton/contract'

type Failure = NonNullable<Ingestion['error']>

interface Known {
  readonly pattern: RegExp
  readonly message: string
  readonly hint: string
}

const known: readonly Known[] = [
  {
    pattern: /OutOfMemoryError|Java heap space|GC overhead|direct buffer memory/i,
    message: 'The task ran out of memory.',
    hint: 'Give the workers more heap, or load the file in smaller parts.',
  },
  {
    pattern: /No space left on device|ENOSPC/i,
    message: 'The disk of a worker is full.',
    hint: 'Free room on the workers or on deep storage, then try again.',
  },
  {
    pattern: /AccessDenied|InvalidAccessKeyId|SignatureDoesNotMatch|Status Code: 403/i,
    message: 'The object store refused Druid.',
    hint: "Check that Druid's S3 credentials may read the bucket of the uploads and write deep storage.",
  },
  {
    pattern:
      /Cannot allocate segment|not able to allocate|Lock.*(revoked|preempted|not acquired)|Could not acquire lock/i,
    message: 'Druid did not give the task the lock on its time interval.',
    hint: 'Another task writes to the same interval. Wait for its end, then try again.',
  },
  {
    pattern: /Too many (partitions|time chunks|buckets|shards)|TooManyBuckets/i,
    message: 'The file spans too many time chunks.',
    hint: 'Choose a coarser segment granularity.',
  },
  {
    pattern: /Unparseable|ParseException|Could not (parse|transform)|Max parse exceptions/i,
    message: 'Druid could not read some of the rows.',
    hint: 'Look at the report for the rows, and check the time format and the column types of the plan.',
  },
  {
    pattern:
      /cannot be (found|located)|disappeared|unresponsive|worker.*(lost|gone|not running)|marked.*FAILED as worker|has been lost|Task \[.*\] failed.*worker|worker.*did not start it/i,
    message: 'The worker that ran the task went away.',
    hint: 'See on the Health page whether the indexer is back, then try again.',
  },
]

/** One sentence of cause, one of remedy, Druid's own words below. */
export function explainTask(errorMessage: string | null, logTail: string | null): Failure {
  const raw = [errorMessage, firstFailure(logTail)].filter((text) => text !== null && text !== '').join('\n') || null
  const match =
    known.find(({ pattern }) => pattern.test(errorMessage ?? '')) ??
    known.find(({ pattern }) => pattern.test(raw ?? ''))
  return {
    code: 'druid_task_failed',
    message: match?.message ?? `Druid's task failed: ${(raw ?? 'it gave no reason').split('\n')[0]}`,
    hint: match?.hint ?? "The task's log is kept with this ingestion. Correct the cause, then try again.",
    raw,
  }
}

function firstFailure(log: string | null): string | null {
  return log?.split('\n').find((line) => /\bERROR\b|Exception|Caused by/.test(line)) ?? null
}

const hints: Partial<Readonly<Record<ErrorCode, string>>> = {
  rows_missing: 'Nothing was taken away. Look at the report, then try again or drop what was added.',
  not_queryable: 'See on the Health page whether a historical is up and has room.',
  no_time_column: 'Choose a time column, or a fixed instant for all rows.',
  druid_rejected: 'Check the plan against what Druid says.',
}

export function failureOf(error: unknown): Failure {
  if (!(error instanceof ProductError))
    return {
      code: 'internal',
      message: 'Something went wrong in the service.',
      hint: 'Try again; the log has the rest.',
      raw: null,
    }
  const { code, message, details } = error
  return { code, message, hint: hints[code] ?? null, raw: details === undefined ? null : JSON.stringify(details) }
}
