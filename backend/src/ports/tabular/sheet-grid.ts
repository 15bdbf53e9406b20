import * as workbooks from '@e965/xlsx'

export interface SheetCell {
  readonly text: string | null
  readonly date: boolean
}

/** A sheet as rows of texts, each at its place; rows without a cell are empty. */
export interface SheetGrid {
  readonly rows: readonly (readonly SheetCell[])[]
  readonly width: number
  /** Rows at the top that hold nothing but one cell over the whole width. */
  readonly titles: number
  /** Cells below the first row of a merged area, filled with its value. */
  readonly merged: number
  /** Formulas without a value: whoever wrote the file did not calculate them. */
  readonly uncalculated: number
}

const two = (n: number): string => String(n).padStart(2, '0')
const empty: SheetCell = { text: null, date: false }

/** A day serial as ISO text: what stands in the cell, not how it is shown. */
const dateOf = (serial: number, date1904: boolean): string | null => {
  const parts = workbooks.SSF.parse_date_code(serial, { date1904 })
  if (parts === null || parts === undefined) return null
  const day = `${String(parts.y).padStart(4, '0')}-${two(parts.m)}-${two(parts.d)}`
  const second = Math.round(parts.S)
  return parts.H === 0 && parts.M === 0 && second === 0
    ? day
    : `${day}T${two(parts.H)}:${two(parts.M)}:${two(Math.min(59, second))}`
}

/** A part of a day that is shown as a time of day. */
const isClockCell = (serial: number, shown: string): boolean =>
  serial >= 0 && serial < 1 && workbooks.SSF.is_date(shown) && /h/i.test(shown) && !/[yd[\]]/i.test(shown)

const clockOf = (serial: number): string => {
  const seconds = Math.min(86_399, Math.round(serial * 86_400))
  return `${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}

const isUncalculated = (cell: workbooks.CellObject | undefined): boolean =>
  (cell?.t === 'e' && cell.v === undefined) || (cell?.t === 'n' && Number.isNaN(cell.v))

const cellOf = (cell: workbooks.CellObject | undefined, date1904: boolean): SheetCell => {
  if (cell === undefined || cell.v === undefined || cell.v === null || cell.t === 'z' || isUncalculated(cell))
    return empty
  if (cell.t === 'b') return { text: cell.v === true ? 'TRUE' : 'FALSE', date: false }
  if (cell.t === 'e') return { text: cell.w ?? '#N/A', date: false }
  if (cell.t === 'd') return { text: (cell.v as Date).toISOString(), date: true }
  if (cell.t === 'n' && typeof cell.z === 'string' && isClockCell(cell.v as number, cell.z))
    return { text: clockOf(cell.v as number), date: false }
  if (cell.t === 'n' && typeof cell.z === 'string' && workbooks.SSF.is_date(cell.z) && (cell.v as number) >= 1) {
    const text = dateOf(cell.v as number, date1904)
    return { text: text ?? String(cell.v), date: text !== null }
  }
  const text = String(cell.v)
  return { text: text === '' ? null : text, date: false }
}

type Dense = { readonly '!data'?: (workbooks.CellObject | undefined)[][] }

export const gridOf = (sheet: workbooks.WorkSheet | undefined, date1904: boolean): SheetGrid => {
  const data = (sheet as Dense | undefined)?.['!data'] ?? []
  const merges = sheet?.['!merges'] ?? []
  let uncalculated = 0
  const rows = Array.from(data, (row) =>
    Array.from(row ?? [], (cell) => {
      if (isUncalculated(cell)) uncalculated++
      return cellOf(cell, date1904)
    }),
  )
  const merged = fillDown(rows, merges)
  for (const row of rows) while (row.length > 0 && row.at(-1)?.text === null) row.pop()
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0)
  const titles = titlesOf(rows, merges, width)
  fillGroups(rows, merges, titles)
  return { rows, width, titles, merged, uncalculated }
}

/** Below the titles, rows with cells merged over some columns name groups of columns: the name is of each. */
const fillGroups = (rows: SheetCell[][], merges: readonly workbooks.Range[], titles: number): void => {
  for (let r = titles; r < rows.length; r++) {
    const groups = merges.filter(({ s, e }) => s.r === r && e.c > s.c)
    if (groups.length === 0) return
    const row = rows[r] as SheetCell[]
    for (const { s, e } of groups)
      for (let c = s.c + 1; c <= e.c; c++) {
        while (row.length <= c) row.push(empty)
        if (row[c]?.text === null) row[c] = row[s.c] ?? empty
      }
  }
}

/** A cell merged over several rows stands for each of them. */
const fillDown = (rows: SheetCell[][], merges: readonly workbooks.Range[]): number => {
  let filled = 0
  for (const { s, e } of merges) {
    const value = rows[s.r]?.[s.c]
    if (value === undefined || value.text === null) continue
    for (let r = s.r + 1; r <= Math.min(e.r, rows.length - 1); r++) {
      const row = rows[r] as SheetCell[]
      while (row.length <= s.c) row.push(empty)
      if (row[s.c]?.text !== null) continue
      row[s.c] = value
      filled++
    }
  }
  return filled
}

const titlesOf = (
  rows: readonly (readonly SheetCell[])[],
  merges: readonly workbooks.Range[],
  width: number,
): number => {
  let titles = 0
  for (const [r, row] of rows.entries()) {
    const filled = row.flatMap((cell, c) => (cell.text === null ? [] : [c]))
    if (filled.length === 0) continue
    const [c = 0] = filled
    const spans = merges.some(({ s, e }) => s.r <= r && r <= e.r && s.c === c && e.c - s.c + 1 >= width)
    if (filled.length > 1 || width < 2 || !spans) break
    titles = r + 1
  }
  return titles
}
