import { type Cell, isFormulaCell } from '@nemeton/contract'

/** One line of CSV; with `safe`, a text that a spreadsheet would run as a formula gets a `'` before it. */
export function csvLine(cells: readonly Cell[], { safe = false }: { readonly safe?: boolean } = {}): string {
  const text = (cell: Cell): string => {
    const plain = cell === null ? '' : String(cell)
    const shown = safe && isFormulaCell(plain) ? `'${plain}` : plain
    return /[",\r\n]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown
  }
  return `${cells.map(text).join(',')}\n`
}
