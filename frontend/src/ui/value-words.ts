/** Stands where a row holds nothing: not an empty text, not zero. */
export const noValue = 'no value'

/** A value as words; "no value" must not look like a text. */
export const valueWords = (value: string | null): string =>
  value === null ? noValue : value === '' ? '(empty text)' : value
