import { type ErrorCode, type Ingestion, ProductError } from '@nemeton/contract'
import type { TaskReport, TaskStatus } from '../../ports/ports.ts'
import { causes } from './causes.ts'

type Failure = NonNullable<Ingestion['error']>

interface Told {
  readonly task: Pick<TaskStatus, 'errorMessage'>
  readonly report: Pick<TaskReport, 'errorMessage' | 'firstError'> | null
  readonly logTail: string | null
}

const mostRaw = 20_000

/**
 * One code, one sentence of cause, one of remedy, Druid's own words below. Druid cuts the words of a status in the middle,
 * so those of the report come first; that rows were bad says less than the first of them.
 */
export function explainTask({ task, report, logTail }: Told): Failure {
  const words = report?.errorMessage ?? task.errorMessage ?? ''
  const [first = null, line = null] = [report?.firstError, firstFailure(logTail)]
  const match = causeOf(words, first, logTail)
  const raw = [withoutFrames(words), first, line].filter((text) => text !== null && text !== '').join('\n')
  return {
    code: match?.code ?? 'druid_task_failed',
    message: match?.message ?? `Druid's task failed: ${usefulLine(words) ?? line ?? 'it gave no reason'}`,
    hint: match?.hint ?? 'What Druid said is kept with this ingestion. Correct the cause, then try again.',
    raw: raw === '' ? null : raw.slice(0, mostRaw),
  }
}

function causeOf(words: string, firstError: string | null, logTail: string | null) {
  const find = (text: string) => causes.find(({ pattern }) => pattern.test(text))
  const said = find(words)
  if (said?.code === 'unparseable_rows' && firstError !== null) return find(firstError) ?? said
  return said ?? find(firstError ?? '') ?? find(failures(logTail).join('\n'))
}

/** Lines of a log that tell of a failure, most of them of its consequences. */
const failures = (log: string | null): readonly string[] =>
  log?.split('\n').filter((line) => /\bERROR\b|\bFATAL\b|Exception|Caused by|Error:/.test(line)) ?? []

const firstFailure = (log: string | null): string | null => failures(log)[0]?.trim() ?? null

const withoutFrames = (text: string): string =>
  text
    .split('\n')
    .filter((line) => !/^\s*(at \S|\.\.\. )/.test(line))
    .join('\n')
    .trim()

/** The innermost cause is what happened; the outer ones are where. */
function usefulLine(words: string): string | null {
  const lines = withoutFrames(words).split('\n')
  const innermost = lines.findLast((line) => /^\s*Caused by: /.test(line))?.replace(/^\s*Caused by: /, '')
  return (innermost ?? lines[0] ?? '').trim() || null
}

const hints: Partial<Readonly<Record<ErrorCode, string>>> = {
  rows_missing: 'Nothing was taken away. Look at the report, then try again or drop what was added.',
  not_queryable: "The rows are safe in deep storage. Look at the coordinator's log, and on the Health page.",
  no_historical: 'The rows are safe in deep storage. Start a historical; they are loaded as soon as one is there.',
  historicals_full: 'The rows are safe in deep storage. Add a historical, or give those that are there more room.',
  no_load_rule: "The rows are safe in deep storage. Change the datasource's retention rules so that they are loaded.",
  segments_dropped: 'Bring the datasource back if that was not meant, or try again.',
  schema_not_visible: 'The rows are loaded. See on the Health page whether the broker is well; restart it if not.',
  task_forgotten: 'Look whether the rows are there before you try again.',
  no_time_column: 'Choose a time column, or a fixed instant for all rows.',
  too_many_time_chunks: 'Choose a coarser segment granularity.',
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
