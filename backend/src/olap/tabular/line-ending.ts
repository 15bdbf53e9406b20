import type { Dialect } from '@nemeton/contract'

/** How lines end, by the share of each kind. */
export const lineEndingOf = (text: string): Dialect['lineEnding'] => {
  let crlf = 0
  let cr = 0
  let lf = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 13) {
      if (text.charCodeAt(at + 1) === 10) {
        crlf++
        at++
      } else if (at + 1 < text.length) cr++
    } else if (code === 10) lf++
  }
  const total = crlf + cr + lf
  if (total === 0) return cr > 0 ? '\r' : '\n'
  if (cr > 0 && cr >= total * 0.2 && crlf + lf > 0) return 'mixed'
  if (cr > crlf + lf) return '\r'
  if (crlf > 0 && lf > 0) return crlf >= lf * 4 ? '\r\n' : lf >= crlf * 4 ? '\n' : 'mixed'
  return crlf > 0 ? '\r\n' : '\n'
}
