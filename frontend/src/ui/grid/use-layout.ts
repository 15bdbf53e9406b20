import { columnPinningFeature, columnSizingFeature, tableFeatures, useTable } from '@tanstack/react-table'
import { type RefObject, useCallback, useMemo, useRef } from 'react'
import { type GridColumn, leastWidth, mostWidth, naturalWidth } from './grid.ts'

const features = tableFeatures({ columnPinningFeature, columnSizingFeature })
const noRows: object[] = []
const sampled = 60

/** A column in its place: pinned ones come first and stay when the others scroll. */
export interface PlacedColumn<Row> {
  readonly column: GridColumn<Row>
  readonly width: number
  /** From the left edge of the grid. */
  readonly start: number
  readonly pinned: boolean
}

export interface Layout<Row> {
  readonly columns: readonly PlacedColumn<Row>[]
  readonly pinnedCount: number
  readonly pinnedWidth: number
  readonly width: number
}

export interface LayoutChanges {
  resize(key: string, width: number): void
  fit(key: string): void
  pin(key: string, pinned: boolean): void
}

/** Widths and pins of columns. The table library holds only these: rows are drawn from the caller's own list. */
export function useLayout<Row>(
  columns: readonly GridColumn<Row>[],
  rows: readonly Row[],
  totals: Row | null,
  /** Places of the rows that are drawn now. */
  drawn: RefObject<readonly number[]>,
): { readonly layout: Layout<Row>; readonly changes: LayoutChanges } {
  const held = useRef({ rows, totals })
  held.current = { rows, totals }
  const sample = useCallback((): readonly Row[] => {
    const first = held.current.rows.slice(0, sampled)
    return held.current.totals === null ? first : [held.current.totals, ...first]
  }, [])
  const hasRows = rows.length > 0
  const definitions = useMemo(
    () =>
      columns.map((column) => ({
        id: column.key,
        size: naturalWidth(column, hasRows ? sample() : []),
        minSize: leastWidth,
        maxSize: mostWidth,
      })),
    [columns, hasRows, sample],
  )
  const table = useTable(useMemo(() => ({ features, columns: definitions, data: noRows }), [definitions]))
  const { columnSizing, columnPinning } = table.state
  // biome-ignore lint/correctness/useExhaustiveDependencies: the table answers anew when these change
  const layout = useMemo((): Layout<Row> => {
    const byKey = new Map(columns.map((column) => [column.key, column]))
    const pinned = table.getStartLeafColumns()
    let start = 0
    const placed = [...pinned, ...table.getCenterLeafColumns()].flatMap((own, index): PlacedColumn<Row>[] => {
      const column = byKey.get(own.id)
      if (!column) return []
      const width = own.getSize()
      const place = { column, width, start, pinned: index < pinned.length }
      start += width
      return [place]
    })
    const pinnedCount = placed.filter((place) => place.pinned).length
    return { columns: placed, pinnedCount, pinnedWidth: placed[pinnedCount]?.start ?? start, width: start }
  }, [columns, definitions, columnSizing, columnPinning])
  const changes = useMemo((): LayoutChanges => {
    const resize = (key: string, width: number) =>
      table.setColumnSizing((sizes) => ({
        ...sizes,
        [key]: Math.round(Math.max(leastWidth, Math.min(mostWidth, width))),
      }))
    return {
      resize,
      fit: (key) => {
        const column = columns.find((other) => other.key === key)
        const drawnRows = drawn.current.map((place) => held.current.rows[place]).filter((row) => row !== undefined)
        if (column) resize(key, naturalWidth(column, [...sample(), ...drawnRows], mostWidth))
      },
      pin: (key, pinned) => table.getColumn(key)?.pin(pinned && 'start'),
    }
  }, [columns, table, drawn, sample])
  return { layout, changes }
}
