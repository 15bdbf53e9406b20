import { cancelSql } from '@nemeton/contract'
import { useCallback, useEffect, useRef, useState } from 'react'
import { call } from '../api/call.ts'
import { hasCode } from '../api/error.ts'
import { newId } from '../api/id.ts'
import { readResult } from './read.ts'
import type { Result } from './result.ts'

/** One statement on its way through Druid. */
export interface Run {
  /** Under which Druid knows it. */
  readonly queryId: string
  readonly statement: string
  readonly purpose: 'rows' | 'plan'
  readonly rowLimit: number
  /** Epoch ms. */
  readonly startedAt: number
  readonly elapsedMs: number | null
  readonly state: 'running' | 'done' | 'failed' | 'canceled'
  /** What has arrived so far. */
  readonly result: Result | null
  readonly error: unknown
}

interface Asked extends Pick<Run, 'statement' | 'purpose' | 'rowLimit'> {
  readonly onEnd: (run: Run) => void
}

/** Runs one statement at a time; a new one, or leaving the page, ends the one before in Druid too. */
export function useRun() {
  const [run, setRun] = useState<Run | null>(null)
  const leave = useRef<AbortController | null>(null)
  const current = useRef<Run | null>(null)
  const canceling = useRef<AbortController | null>(null)
  useEffect(() => () => leave.current?.abort(), [])

  const start = useCallback(async ({ onEnd, ...asked }: Asked) => {
    leave.current?.abort()
    const controller = new AbortController()
    leave.current = controller
    const began = performance.now()
    const put = (changes: Partial<Run>): Run => {
      const next: Run = { ...(current.current as Run), ...changes }
      if (leave.current === controller) {
        current.current = next
        setRun(next)
      }
      return next
    }
    const queryId = newId()
    current.current = {
      ...asked,
      queryId,
      startedAt: Date.now(),
      elapsedMs: null,
      state: 'running',
      result: null,
      error: null,
    }
    setRun(current.current)
    const elapsedMs = () => Math.round(performance.now() - began)
    try {
      const result = await readResult({
        ...asked,
        queryId,
        signal: controller.signal,
        onProgress: (partial) => put({ result: partial }),
      })
      if (leave.current === controller) onEnd(put({ state: 'done', result, elapsedMs: elapsedMs() }))
    } catch (error) {
      if (leave.current !== controller) return
      // Druid's own word for a query that was canceled is that it failed.
      const isCanceled = canceling.current === controller || hasCode(error, 'canceled')
      onEnd(
        put({ state: isCanceled ? 'canceled' : 'failed', error: isCanceled ? null : error, elapsedMs: elapsedMs() }),
      )
    }
  }, [])

  /** Druid is told first; one that it does not know yet ends when its request is left. */
  const cancel = useCallback(async () => {
    const controller = leave.current
    const queryId = current.current?.queryId
    if (controller === null || queryId === undefined) return
    canceling.current = controller
    await call(cancelSql, { params: { queryId } }).catch(() => {})
    controller.abort()
  }, [])
  return { run, start, cancel }
}
