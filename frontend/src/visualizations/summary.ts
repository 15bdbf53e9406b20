import { formatCount } from '../format/number.ts'
import { formatAs } from '../format/number-format.ts'
import { type Result, rowWords } from './result.ts'

/** What a chart shows, said in a few sentences to those who do not see it. */
export function summarize(result: Result): string {
  const measure = result.measures[result.front]
  if (measure === undefined) return ''
  const by = result.splits.map(({ column }) => (column === '__time' ? 'time' : column)).join(' and ')
  const known = result.rows.flatMap((row) => {
    const value = row.values[result.front]
    return value?.now === null || value === undefined ? [] : [{ row, ...value, now: value.now }]
  })
  const words = (value: number | null) => formatAs(value, measure.format)
  const head = `${measure.title} by ${by}: ${formatCount(result.rows.length, 'row')}.`
  if (known.length === 0) return head
  const most = known.reduce((best, one) => (one.now > best.now ? one : best))
  const least = known.reduce((best, one) => (one.now < best.now ? one : best))
  const total = result.totals?.[result.front]?.now
  return [
    head,
    `Greatest ${words(most.now)} for ${rowWords(result, most.row)}, least ${words(least.now)} for ${rowWords(result, least.row)}.`,
    ...(measure.additive && total !== null && total !== undefined ? [`Total ${words(total)}.`] : []),
    ...(measure.approximate ? ['Approximate.'] : []),
  ].join(' ')
}
