import { type DialectChoice, dialectChoice, type Profile } from '@nemeton/contract'

/** The fields of a dialect as texts, as inputs have them. */
export interface DialectDraft {
  readonly delimiter: string
  /** Empty for none. */
  readonly quote: string
  readonly escape: 'doubled' | 'backslash'
  readonly headerRows: string
  readonly preambleRows: string
  readonly decimalSeparator: string
  readonly encoding: string
}

export function draftOf(profile: Profile): DialectDraft {
  const { dialect, encoding } = profile
  return {
    delimiter: dialect?.delimiter ?? ',',
    quote: dialect?.quote ?? '',
    escape: dialect?.escape === '\\' ? 'backslash' : 'doubled',
    headerRows: String(dialect?.headerRows ?? 1),
    preambleRows: String(dialect?.preambleRows ?? 0),
    decimalSeparator: dialect?.decimalSeparator ?? '.',
    encoding: encoding === 'us-ascii' ? 'utf-8' : encoding,
  }
}

/** What was chosen before with what was changed now: fields that nobody touched stay guessed. Or why it cannot be. */
export function choiceOf(
  before: DialectChoice | null,
  shown: DialectDraft,
  draft: DialectDraft,
): { readonly choice: DialectChoice } | { readonly problem: string } {
  const isChanged = (field: keyof DialectDraft) => draft[field] !== shown[field]
  const { escape: _escape, ...kept } = before ?? {}
  const quote = isChanged('quote') ? draft.quote || null : kept.quote
  const character = quote === undefined ? shown.quote : quote
  const escaping = isChanged('escape') || before?.escape !== undefined
  const merged = {
    ...kept,
    ...(isChanged('delimiter') ? { delimiter: draft.delimiter } : {}),
    ...(quote === undefined ? {} : { quote }),
    ...(escaping && character ? { quote: character, escape: draft.escape === 'backslash' ? '\\' : character } : {}),
    ...(isChanged('headerRows') ? { headerRows: Number(draft.headerRows) } : {}),
    ...(isChanged('preambleRows') ? { preambleRows: Number(draft.preambleRows) } : {}),
    ...(isChanged('decimalSeparator') ? { decimalSeparator: draft.decimalSeparator } : {}),
    ...(isChanged('encoding') ? { encoding: draft.encoding } : {}),
  }
  const parsed = dialectChoice.safeParse(merged)
  if (parsed.success) return { choice: parsed.data }
  const [issue] = parsed.error.issues
  return { problem: `${fieldNames[String(issue?.path[0])] ?? 'This'}: ${issue?.message ?? 'not as expected'}.` }
}

const fieldNames: Readonly<Record<string, string>> = {
  delimiter: 'Cells are split at',
  quote: 'Quotes',
  escape: 'A quote in a cell',
  headerRows: 'Rows of names',
  preambleRows: 'Rows above them',
}
