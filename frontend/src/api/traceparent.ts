const lastsMs = 10_000

const hex = (bytes: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('')

let trace = { id: '', untilMs: 0 }

/** What is called from now on, within ten seconds, is of one trace; `nowMs` on the clock of `performance`. */
export const beginTrace = (nowMs = performance.now()): void => {
  trace = { id: hex(16), untilMs: nowMs + lastsMs }
}

/** To be called once: the opening of the page, each press and each key begin a trace. */
export function traceSigns(): void {
  beginTrace()
  for (const sign of ['pointerdown', 'keydown'] as const)
    window.addEventListener(sign, () => beginTrace(), { passive: true, capture: true })
}

/** A part that the service goes on with (https://www.w3.org/TR/trace-context): of what somebody did, or of its own. */
export const traceparent = (nowMs = performance.now()): string =>
  `00-${nowMs < trace.untilMs ? trace.id : hex(16)}-${hex(8)}-01`
