const hex = (bytes: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('')

/** Begins a trace that the service goes on with (https://www.w3.org/TR/trace-context); one a call, one for all requests of an upload. */
export const traceparent = (): string => `00-${hex(16)}-${hex(8)}-01`
