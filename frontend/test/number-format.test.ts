import type { NumberFormat } from '@nemeton/contract'
import t from 'tap'
import { formatAs, formatShortAs } from '../src/format/number-format.ts'

const table: readonly (readonly [number | null, NumberFormat | null, string, string])[] = [
  [1234.567, null, '1,235', '1,235'],
  [null, { kind: 'bytes' }, '–', '–'],
  [1234.567, { kind: 'number', decimals: 2 }, '1,234.57', '1,234.57'],
  [1234567, { kind: 'number', decimals: 2 }, '1,234,567.00', '1.23M'],
  [0.1234, { kind: 'percent', decimals: 1 }, '12.3%', '12.3%'],
  [12_345_678, { kind: 'currency', currency: 'USD', decimals: 0 }, '$12,345,678', '$12.3M'],
  [1500, { kind: 'bytes' }, '1.5 kB', '1.5 kB'],
  [2500, { kind: 'duration' }, '2.5 s', '2.5 s'],
]
for (const [value, format, whole, short] of table)
  t.test(`${value} as ${format?.kind ?? 'any number'} is ${whole}, in short ${short}`, async (t) => {
    t.equal(formatAs(value, format, 'en'), whole)
    t.equal(formatShortAs(value, format, 'en'), short)
  })
