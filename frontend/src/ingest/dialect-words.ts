import type { Profile } from '@nemeton/contract'

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

const plural = (delimiter: string): string => (names[delimiter] ? `${names[delimiter]}s` : `"${delimiter}"`)

/** Below it lie three in a hundred of the annotated files that are read right, and half of those read wrong. */
const sure = 0.3

/** One sentence on the other way to read the file when that fits nearly as well; null when there is no doubt. */
export function dialectDoubt(profile: Profile): string | null {
  const { dialect, dialectConfidence = 1, dialectRunnerUp = null } = profile
  if (!dialect || dialectRunnerUp === null || dialectConfidence >= sure) return null
  return `Cells are split at ${plural(dialect.delimiter)}; splitting at ${plural(dialectRunnerUp.delimiter)} would fit nearly as well.`
}
