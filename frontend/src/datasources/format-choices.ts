import type { NumberFormat } from '@nemeton/contract'

interface Choice {
  readonly value: string
  readonly label: string
}

const currencies = ['EUR', 'GBP', 'KES', 'TZS', 'UGX', 'USD']

/** What a format is called in a choice; `''` leaves it to the number. */
export function printFormat(format: NumberFormat | undefined): string {
  if (format === undefined) return ''
  switch (format.kind) {
    case 'number':
    case 'percent':
      return `${format.kind} ${format.decimals}`
    case 'currency':
      return `currency ${format.decimals} ${format.currency}`
    case 'bytes':
    case 'duration':
      return format.kind
  }
}

export function parseFormat(text: string): NumberFormat | undefined {
  const [kind, decimals = '0', currency = ''] = text.split(' ')
  switch (kind) {
    case 'number':
    case 'percent':
      return { kind, decimals: Number(decimals) }
    case 'currency':
      return { kind, decimals: Number(decimals), currency }
    case 'bytes':
    case 'duration':
      return { kind }
    default:
      return undefined
  }
}

const offered: readonly Choice[] = [
  { value: '', label: 'as it is' },
  { value: 'number 0', label: '1,235' },
  { value: 'number 2', label: '1,234.57' },
  { value: 'percent 0', label: '12 % (of 0.12)' },
  { value: 'percent 1', label: '12.3 % (of 0.123)' },
  { value: 'bytes', label: 'bytes' },
  { value: 'duration', label: 'duration (of ms)' },
  ...currencies.map((currency) => ({ value: `currency 2 ${currency}`, label: `${currency} 1,234.57` })),
  ...currencies.map((currency) => ({ value: `currency 0 ${currency}`, label: `${currency} 1,235` })),
]

/** Everything offered, and the one in use when it is another. */
export function formatChoices(current: NumberFormat | undefined): readonly Choice[] {
  const value = printFormat(current)
  return offered.some((choice) => choice.value === value) ? offered : [{ value, label: value }, ...offered]
}
