import type { ErrorCode } from '@nemeton/contract'

export interface Cause {
  readonly code: ErrorCode
  /** In Druid's words: the error of a task, a line of its log, or the code of a SQL task. */
  readonly pattern: RegExp
  readonly message: string
  readonly hint: string
}

/** What a task of Druid's is known to fail of; the first that fits tells. */
export const causes: readonly Cause[] = [
  {
    code: 'task_canceled',
    pattern: /Shutdown request from user|^Canceled\b|Task \[?\S+ was (asked to stop|canceled)|killed by user/im,
    message: 'The task was ended in Druid by somebody else.',
    hint: 'Nothing was loaded. Ask who ended it, in the Druid console or by its API, then try again.',
  },
  {
    code: 'out_of_memory',
    pattern: /OutOfMemoryError|Java heap space|GC overhead|direct buffer memory|NotEnoughMemory|exit code \[?137/i,
    message: 'The task ran out of memory.',
    hint: 'Give the workers more heap, or load the file in smaller parts.',
  },
  {
    code: 'disk_full',
    pattern: /No space left on device|ENOSPC|NotEnoughTemporaryStorage|Disk quota exceeded/i,
    message: 'The disk of a worker is full.',
    hint: 'Free room on the workers, then try again.',
  },
  {
    code: 'store_denied',
    pattern: /AccessDenied|InvalidAccessKeyId|SignatureDoesNotMatch|Status Code: 40[13]\b/i,
    message: 'The object store refused Druid.',
    hint: "Check that Druid's S3 credentials may read the bucket of the uploads and write deep storage.",
  },
  {
    code: 'input_missing',
    pattern: /NoSuchKey|NoSuchBucket|specified (key|bucket) does not exist|FileNotFoundException|Status Code: 404\b/i,
    message: 'The file is no longer in the object store.',
    hint: 'Somebody removed the object or its bucket. Send the file again, then load it.',
  },
  {
    code: 'deep_storage_failed',
    pattern: /DataSegmentPusher|Failed to push segment|segment.*deep storage.*fail/i,
    message: 'Druid could not write the segments to deep storage.',
    hint: 'Check that the store of the segments answers, has room and may be written by Druid; then try again.',
  },
  {
    code: 'lock_lost',
    pattern:
      /Cannot allocate segment|Failed to add a row with timestamp|not able to allocate|Lock.*(revoked|preempted|not acquired|expired)|(Could not|Failed to|Unable to) (acquire|get|grant) .*lock|InsertLockPreempted|no lock for interval|LOCK_RELEASE|locks? .* was revoked/i,
    message: 'Druid did not give the task the lock on its time interval, or took it away.',
    hint: 'Another task writes or wrote to the same interval. Wait for its end, then try again.',
  },
  {
    code: 'no_slot',
    pattern: /TaskStartTimeout|Unable to launch .*tasks? within|no (free|available) (worker|task slot)|maxNumTasks/i,
    message: 'Druid had no free task slot in time.',
    hint: 'Wait for running tasks to end or add workers, then try again.',
  },
  {
    code: 'too_many_time_chunks',
    pattern:
      /Too many (partitions|time chunks|buckets|shards|segments)|TooManyBuckets|locks? .*exceed.*maxAllowedLock/i,
    message: 'The file spans too many time chunks.',
    hint: 'Choose a coarser segment granularity.',
  },
  {
    code: 'type_clash',
    pattern:
      /Could not convert value|cannot be (cast|converted|coerced)|Unsupported type|incompatible types?|ClassCastException|Multi-value dimension/i,
    message: 'A value does not fit the type of its column.',
    hint: 'Give the column another type in the plan, or correct the file; Druid names the column below.',
  },
  {
    code: 'unparseable_rows',
    pattern:
      /Unparseable|ParseException|Could not (parse|transform)|Max parse exceptions|CannotParseExternalData|InsertTimeNull|InsertTimeOutOfBounds|TooManyWarnings|RowTooLarge/i,
    message: 'Druid could not read some of the rows.',
    hint: 'Look at the report for the rows, and check the time format and the column types of the plan.',
  },
  {
    code: 'worker_lost',
    pattern:
      /cannot be (found|located)|disappeared|unresponsive|worker.*(lost|gone|not running)|marked.*FAILED as worker|has been lost|Task \[.*\] failed.*worker|worker.*did not start it|WorkerFailed|WorkerRpcFailed/i,
    message: 'The worker that ran the task went away.',
    hint: 'See on the Health page whether the indexer is back, then try again.',
  },
]
