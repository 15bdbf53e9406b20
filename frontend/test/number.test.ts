import t from 'tap'
import { formatCount, formatExact, formatNumber, formatShare, formatShort, toNumber } from '../src/format/number.ts'

t.test('groups numbers and keeps only the digits that matter', async (t) => {
  const cases: readonly [number | null, string][] = [
    [1234567, '1,234,567'],
    [1234.567, '1,235'],
    [12.345, '12.35'],
    [0.012345, '0.0123'],
    [0, '0'],
    [-5, '-5'],
    [null, '–'],
    [Number.NaN, '–'],
  ]
  for (const [value, text] of cases) t.equal(formatNumber(value, 'en'), text)
})

t.test('shortens with one style of unit', async (t) => {
  const cases: readonly [number, string][] = [
    [999, '999'],
    [409_900_000, '410M'],
    [812_345_678, '812M'],
    [2153, '2,153'],
    [12_345, '12.3K'],
    [1.5, '1.5'],
  ]
  for (const [value, text] of cases) t.equal(formatShort(value, 'en'), text)
})

t.test('never shows a small share as nothing nor a large one as everything', async (t) => {
  t.equal(formatShare(0.00002, 'en'), '<0.1%')
  t.equal(formatShare(0.99999, 'en'), '>99.9%')
  t.equal(formatShare(0, 'en'), '0%')
  t.equal(formatShare(1, 'en'), '100%')
  t.equal(formatShare(0.998, 'en'), '99.8%')
  t.equal(formatShare(0.96, 'en'), '96%')
  t.equal(formatShare(0.034, 'en'), '3.4%')
  t.equal(formatShare(0.347, 'en'), '35%')
})

t.test('follows the locale', async (t) => {
  t.equal(formatNumber(1234567, 'de'), '1.234.567')
  t.equal(formatExact(1234.5678, 'de'), '1.234,5678')
})

t.test('counts in singular and plural', async (t) => {
  t.equal(formatCount(1, 'row', 'rows', 'en'), '1 row')
  t.equal(formatCount(2000, 'row', 'rows', 'en'), '2,000 rows')
})

t.test('reads numbers out of cells', async (t) => {
  t.equal(toNumber('9007199254740993'), 9007199254740992)
  t.equal(toNumber(''), null)
  t.equal(toNumber('x'), null)
  t.equal(toNumber(null), null)
  t.equal(toNumber(true), 1)
})
