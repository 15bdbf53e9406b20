import { ProductError, type Row, runSql } from '@nemeton/contract'
import { openEnvelope, urlOf } from '../api/call.ts'
import { unreachable } from '../api/error.ts'
import { traceparent } from '../api/traceparent.ts'
import { createLineCutter, parseLine } from './lines.ts'
import { type Cut, createKinds, type Result } from './result.ts'

interface Ask {
  readonly statement: string
  readonly queryId: string
  readonly rowLimit: number
  readonly signal: AbortSignal
  /** What has been read so far, a few times a second. */
  readonly onProgress: (result: Result) => void
}

/** Beyond this many characters a tab grows slow. */
const characterLimit = 150_000_000
const turnMs = 12
const progressMs = 300

/** The answer to a statement as pieces of text; an error of the service's is thrown before the first of them. */
export async function openResult(
  body: { readonly query: string; readonly queryId: string; readonly resultFormat: 'arrayLines' | 'csv' },
  signal: AbortSignal,
): Promise<ReadableStreamDefaultReader<string>> {
  let response: Response
  try {
    response = await fetch(urlOf(runSql.path, undefined, undefined), {
      method: runSql.method,
      headers: { 'content-type': 'application/json', traceparent: traceparent() },
      body: JSON.stringify({
        query: body.query,
        resultFormat: body.resultFormat,
        header: true,
        context: { sqlQueryId: body.queryId },
      }),
      signal,
    })
  } catch (cause) {
    if (signal.aborted) throw cause
    throw unreachable(cause)
  }
  if (!response.ok || response.body === null)
    openEnvelope(await response.text(), response.status, response.headers.get('x-request-id'))
  return (response.body as ReadableStream<Uint8Array<ArrayBuffer>>).pipeThrough(new TextDecoderStream()).getReader()
}

export const cutShort = (cause?: unknown) =>
  new ProductError('druid_query_failed', 'The result broke off before its end, so what had arrived is not shown.', {
    cause,
  })

/** Gives clicks and drawing their turn: pieces that have arrived are read without a pause else. */
export function createBreather(): () => Promise<void> {
  let began = performance.now()
  return async () => {
    if (performance.now() - began < turnMs) return
    await new Promise((resolve) => setTimeout(resolve))
    began = performance.now()
  }
}

/** Runs a statement and reads its rows until they end or are enough; leaving the rest ends the query. */
export async function readResult({ statement, queryId, rowLimit, signal, onProgress }: Ask): Promise<Result> {
  const reader = await openResult({ query: statement, queryId, resultFormat: 'arrayLines' }, signal)
  const cutter = createLineCutter()
  const breathe = createBreather()
  const rows: Row[] = []
  const kinds = createKinds()
  let names: readonly string[] | null = null
  let characters = 0
  let ended = false
  let shownAt = performance.now()
  const result = (cut: Cut): Result => ({
    columns: (names ?? []).map((name, column) => ({ name, kind: kinds.of(column) })),
    rows: [...rows],
    cut,
  })
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throw signal.aborted ? cause : cutShort(cause)
      })
      if (done) break
      characters += value.length
      for (const line of cutter.push(value)) {
        if (line === '') ended = true
        else if (names === null) names = parseLine(line).map(String)
        else if (rows.length >= rowLimit) return result('rows')
        else {
          const row = parseLine(line)
          rows.push(row)
          kinds.add(row)
        }
        await breathe()
      }
      if (characters > characterLimit && !ended) return result('bytes')
      if (performance.now() - shownAt > progressMs && names !== null) {
        onProgress(result(null))
        shownAt = performance.now()
      }
    }
  } finally {
    void reader.cancel().catch(() => {})
  }
  // Druid ends a whole result with an empty line.
  if (!ended) throw cutShort()
  return result(null)
}
