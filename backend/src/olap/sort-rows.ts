import type { Cell, Row } from '@nemeton/contract'
import type { Shape } from './shape.ts'

/** Rows in the order that Druid would give them: no value is the least, text goes by its code points. */
export function sortRows(rows: readonly Row[], { columns, order }: Shape): Row[] {
  const keys = order.map(({ name, direction }) => ({
    at: columns.findIndex((column) => column.name === name),
    sign: direction === 'ascending' ? 1 : -1,
  }))
  return rows.toSorted((one, other) => {
    for (const { at, sign } of keys) {
      const found = compareCells(one[at] ?? null, other[at] ?? null)
      if (found !== 0) return sign * found
    }
    return 0
  })
}

function compareCells(one: Cell, other: Cell): number {
  if (one === other) return 0
  if (one === null || other === null) return one === null ? -1 : 1
  if (typeof one === 'string' && typeof other === 'string') return compareText(one, other)
  return Number(one) - Number(other)
}

/** UTF-16 puts what lies beyond the first 65,536 signs before some that do not. */
function compareText(one: string, other: string): number {
  const [left, right] = [Array.from(one), Array.from(other)]
  const at = left.findIndex((sign, index) => sign !== right[index])
  if (at === -1) return left.length - right.length
  if (at >= right.length) return 1
  return (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? 0)
}
