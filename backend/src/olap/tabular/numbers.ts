/** How numbers are written where they are not plain: `1.234,5`, `$ 12`, `(3)`, `12 %`. */
export interface NumberStyle {
  readonly decimal: '.' | ','
  readonly grouping: '' | ',' | '.' | ' ' | "'"
}

/** What may stand beside the digits of a written number and says nothing about its value. */
const currency = '[$€£¥₹]|USD|EUR|GBP|KES|KSh|Ksh|CHF'
const spaces = ' \u00a0\u202f'
/** RE2 and JavaScript read both expressions alike. */
export const decorationSource = `${currency}|[%()+${spaces}]`

const groupSource: Readonly<Record<NumberStyle['grouping'], string>> = {
  '': '',
  ',': ',',
  '.': '\\.',
  ' ': `[${spaces}]`,
  "'": "'",
}

/** The whole of a written number. */
export const writtenSource = (style: NumberStyle): string => {
  const point = style.decimal === '.' ? '\\.' : ','
  const group = groupSource[style.grouping]
  const whole = group === '' ? '\\d+' : `(?:\\d{1,3}(?:${group}\\d{3})+|\\d+)`
  return `[${spaces}]*(?:[-+]?(?:${currency})?[${spaces}]?[-+]?|\\((?:${currency})?[${spaces}]?)(?:${whole}(?:${point}\\d*)?|${point}\\d+)(?:[eE][-+]?\\d+)?[${spaces}]?(?:%|${currency})?\\)?[${spaces}]*`
}

const decoration = new RegExp(decorationSource, 'g')

/** A written number as a plain one: `(1.234,5 €)` is `-1234.5`. */
export const plainOf = (value: string, style: NumberStyle): string => {
  const bare = value.replace(decoration, '')
  const ungrouped = style.grouping === '' || style.grouping === ' ' ? bare : bare.replaceAll(style.grouping, '')
  return (value.includes('(') ? '-' : '') + ungrouped.replace(',', '.')
}
