import type { Dialect, Profile } from '@nemeton/contract'

const names: Readonly<Record<string, string>> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'pipe',
  ':': 'colon',
  ' ': 'space',
  '^': 'caret',
  '~': 'tilde',
}

export const delimiterName = (delimiter: string): string => names[delimiter] ?? delimiter

export const knownDelimiters: readonly { readonly value: string; readonly label: string }[] = Object.entries(names).map(
  ([value, label]) => ({ value, label }),
)

/** As in "split at commas". */
export const delimitersName = (delimiter: string): string =>
  names[delimiter] ? `${names[delimiter]}s` : `"${delimiter}"`

/** How a text is written, in one sentence. */
export function dialectSentence(dialect: Dialect, encoding: string): string {
  const { delimiter, quote, escape: escaping, headerRows, preambleRows, decimalSeparator } = dialect
  const quoting = quote === null ? 'no quotes' : `quoted with ${quote}${escaping === '\\' ? ' and \\' : ''}`
  const names = headerRows === 0 ? 'no names' : headerRows === 1 ? 'names in one row' : `names in ${headerRows} rows`
  const above = preambleRows === 0 ? '' : ` below ${preambleRows} other${preambleRows === 1 ? '' : 's'}`
  const decimals = decimalSeparator === ',' ? ', decimal comma' : ''
  return `Split at ${delimitersName(delimiter)}, ${quoting}, ${names}${above}${decimals}, ${encoding}.`
}

/** Below it lie three in a hundred of the annotated files that are read right, and half of those read wrong. */
const sure = 0.3

/** One sentence on the other way to read the file when that fits nearly as well; null when there is no doubt. */
export function dialectDoubt(profile: Profile): string | null {
  const { dialect, dialectConfidence = 1, dialectRunnerUp = null } = profile
  if (!dialect || dialectRunnerUp === null || dialectConfidence >= sure) return null
  return `Cells are split at ${delimitersName(dialect.delimiter)}; splitting at ${delimitersName(dialectRunnerUp.delimiter)} would fit nearly as well.`
}
