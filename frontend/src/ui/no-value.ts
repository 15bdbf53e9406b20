/** Stands where a row holds nothing: not an empty text, not zero. */
export const noValue = 'no value'

export const emptyText = '(empty text)'
