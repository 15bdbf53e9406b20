/** Reasons come as fragments or sentences; people read sentences. What they asked for themselves needs none. */
export function reasonWords(reason: string | undefined): string {
  const text = reason?.trim() ?? ''
  if (text === '' || text === 'as asked') return ''
  return text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.')
}
