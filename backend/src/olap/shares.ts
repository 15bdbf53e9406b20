import type { Cell, Query, Row } from '@nemeton/contract'
import type { Content } from './table.ts'

export const wantsShares = ({ measures }: Query, of: 'total' | 'parent'): boolean =>
  measures.some((measure) => measure.of === of)

/**
 * Puts shares where measures are asked as such: `wholes` answers the measures of all and of the row's parent, in the
 * order of the measure columns. `total` becomes the table's row of totals.
 */
export function shareOf(
  query: Query,
  content: Content,
  wholes: (of: 'total' | 'parent', row: number) => Row,
  total: Row | null,
): Content {
  const first = query.splits.length
  const shares = content.columns.flatMap(({ name, measure }, index) => {
    const of = query.measures.find((one) => one.name === (measure ?? name))?.of
    return index >= first && of !== undefined ? [{ index, of }] : []
  })
  const put = (row: Row, whole: (of: 'total' | 'parent') => Row): Row => {
    if (shares.length === 0) return row
    const cells = [...row]
    for (const { index, of } of shares) cells[index] = divide(row[index], whole(of)[index - first])
    return compareAnew(cells, content, first, new Set(shares.map(({ index }) => index)))
  }
  const { columns, rows, ...rest } = content
  const splits = query.splits.map(() => null)
  return {
    columns: columns.map((column, index) =>
      shares.some((share) => share.index === index) ? { ...column, type: 'double' as const } : column,
    ),
    rows: rows.map((row, index) => put(row, (of) => wholes(of, index))),
    ...(total && first > 0 ? { totals: put([...splits, ...total], () => total) } : {}),
    ...rest,
  }
}

/** The change between two shares is of the shares. */
function compareAnew(cells: Cell[], { columns }: Content, first: number, shares: ReadonlySet<number>): Row {
  for (let index = first; index < columns.length; index += 1) {
    const { value } = columns[index] ?? {}
    if (!shares.has(index) || (value !== 'delta' && value !== 'percent')) continue
    const at = value === 'delta' ? index - 2 : index - 3
    const [now, before] = [number(cells[at]), number(cells[at + 1])]
    const change = now === null || before === null ? null : now - before
    cells[index] = value === 'delta' ? change : divide(change, before === null ? null : Math.abs(before))
  }
  return cells
}

/** Longs beyond 2^53 come as text; a share needs no more digits than a double has. */
const number = (cell: Cell | undefined): number | null =>
  typeof cell === 'number' || (typeof cell === 'string' && cell !== '' && Number.isFinite(Number(cell)))
    ? Number(cell)
    : null

function divide(part: Cell | undefined, whole: Cell | undefined): number | null {
  const [numerator, denominator] = [number(part), number(whole)]
  return numerator === null || denominator === null || denominator === 0 ? null : numerator / denominator
}
