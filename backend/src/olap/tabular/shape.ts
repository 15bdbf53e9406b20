/** What one cell looks like, for judging whether a way of splitting yields cells that make sense. */
export type Shape = 'empty' | 'number' | 'time' | 'word' | 'text' | 'odd'

const number =
  /^[-+]?(?:[$€£¥]\s?)?(?:\d{1,3}(?:[,. ']\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?|[.,]\d+)(?:[eE][-+]?\d+)?\s?(?:[%€$£¥]|[A-Za-z]{1,3})?$/
const date = /^(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}[- ][A-Za-z]{3,9}[- ]\d{2,4}|[A-Za-z]{3,9} \d{1,2},? \d{4})/
const dateTime =
  /^(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})?[T ]?\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s?(?:[AaPp]\.?[Mm]\.?|Z|[-+]\d{2}:?\d{2})?$/
const address = /^(?:[a-z][a-z0-9+.-]*:\/\/\S+|[\w.+-]+@[\w-]+\.[\w.-]+|\d{1,3}(?:\.\d{1,3}){3}(?:[:/]\d+)?|www\.\S+)$/i
const word = /^[\p{L}\p{N}_#@*+.&/'’°²³-]+(?: [\p{L}\p{N}_#@*+.&/'’()°²³-]+){0,5}[.:!?]?$/u
const separators = /[;\t|^~]|\s{2,}|^[,:;]|[,;]$/

export const shapeOf = (cell: string | null): Shape => {
  if (cell === null) return 'empty'
  const text = cell.trim()
  if (text === '' || /^(?:n\/?a|null|none|nan|-|\\n|#n\/a|\?)$/i.test(text)) return 'empty'
  if (text.length > 400) return 'text'
  if (number.test(text)) return 'number'
  if (dateTime.test(text) || (date.test(text) && text.length <= 40)) return 'time'
  if (address.test(text)) return 'word'
  if (word.test(text)) return 'word'
  return separators.test(text) ? 'odd' : 'text'
}

export const shapeScore: Readonly<Record<Shape, number>> = {
  empty: 0.9,
  number: 1,
  time: 1,
  word: 1,
  text: 0.7,
  odd: 0.3,
}
