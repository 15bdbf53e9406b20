import type { Endpoint } from '@nemeton/contract'
import type { z } from 'zod'
import { urlOf } from './call.ts'

interface Watch<E extends Endpoint> {
  readonly params?: z.input<E['params']>
  readonly onEvent: (event: z.output<E['result']>) => void
  /** False while the stream is broken: the moment to poll instead. */
  readonly onLive?: (live: boolean) => void
}

/**
 * Listens to an endpoint of Server-Sent Events until the returned function is called. EventSource reconnects by itself
 * after a lost line, but gives up after an answer that is not 200, so that case is tried again here.
 */
export function watch<E extends Endpoint>(endpoint: E, { params, onEvent, onLive }: Watch<E>): () => void {
  let source: EventSource | null = null
  let timer: number | undefined
  let delay = 500
  let closed = false

  const open = () => {
    const opened = new EventSource(urlOf(endpoint.path, params, undefined))
    source = opened
    opened.onopen = () => {
      delay = 500
      onLive?.(true)
    }
    opened.onmessage = (message: MessageEvent<string>) => {
      const parsed = endpoint.result.safeParse(parseJson(message.data))
      if (parsed.success && !closed) onEvent(parsed.data as z.output<E['result']>)
    }
    opened.onerror = () => {
      onLive?.(false)
      if (opened.readyState !== EventSource.CLOSED || closed) return
      timer = window.setTimeout(open, delay)
      delay = Math.min(delay * 2, 8000)
    }
  }
  open()
  return () => {
    closed = true
    window.clearTimeout(timer)
    source?.close()
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
