/** A text as a SQL literal: quotes doubled, nothing else is special in DuckDB's standard strings. */
export const literal = (text: string): string => {
  if (!text.includes('\0')) return `'${text.replaceAll("'", "''")}'`
  return `(${text
    .split('\0')
    .map((part) => `'${part.replaceAll("'", "''")}'`)
    .join(' || chr(0) || ')})`
}

/** A name as a SQL identifier. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Texts as the items of a list. */
export const list = (texts: readonly string[]): string => texts.map(literal).join(', ')
