import { readFile } from 'node:fs/promises'
import * as workbooks from '@e965/xlsx'
import { ProductError } from '@nemeton/contract'
import { headerNames } from '../../olap/tabular/names.ts'
import type { ParsedRow } from '../../olap/tabular/parse.ts'
import { structureOf } from '../../olap/tabular/structure.ts'
import { ruleForFormat } from '../../olap/tabular/times.ts'
import type { Rule } from '../../olap/tabular/types.ts'
import { maxColumns } from './delimited.ts'
import { canonicalFrom, canonicalRow, openSink } from './rewrite.ts'
import type { Source } from './source.ts'
import { literal } from './sql.ts'
import type { SpooledFile } from './tabular.ts'

const maxUnpacked = 300 * 1024 * 1024

interface Cell {
  readonly text: string | null
  readonly date: boolean
}

const two = (n: number): string => String(n).padStart(2, '0')

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

const cellOf = (cell: workbooks.CellObject | undefined, date1904: boolean): Cell => {
  if (cell === undefined || cell.v === undefined || cell.v === null || cell.t === 'z')
    return { text: null, date: false }
  if (cell.t === 'b') return { text: cell.v === true ? 'TRUE' : 'FALSE', date: false }
  if (cell.t === 'e') return { text: cell.w ?? '#N/A', date: false }
  if (cell.t === 'd') return { text: (cell.v as Date).toISOString(), date: true }
  if (cell.t === 'n' && typeof cell.z === 'string' && workbooks.SSF.is_date(cell.z) && (cell.v as number) >= 1) {
    const text = dateOf(cell.v as number, date1904)
    return { text: text ?? String(cell.v), date: text !== null }
  }
  const text = String(cell.v)
  return { text: text === '' ? null : text, date: false }
}

/** Unpacked size that the archive's directory tells, before anything is unpacked. */
const unpackedSize = (bytes: Buffer): number => {
  let sum = 0
  for (
    let at = bytes.indexOf('PK\u0001\u0002', 0, 'latin1');
    at >= 0 && at + 28 < bytes.length;
    at = bytes.indexOf('PK\u0001\u0002', at + 4, 'latin1')
  )
    sum += bytes.readUInt32LE(at + 24)
  return sum
}

const unreadable = (why: string, cause?: unknown): ProductError =>
  new ProductError(
    'unreadable_file',
    `The workbook cannot be read: ${why}. Open it in a spreadsheet program, save it again as .xlsx or .csv and send that.`,
    { cause },
  )

/** Opens a workbook's first sheet that has rows, by way of a canonical copy. */
export const openXlsx = async (file: SpooledFile): Promise<Source> => {
  const bytes = await readFile(file.path)
  const zip = bytes.subarray(0, 2).toString('latin1') === 'PK'
  if (zip && !bytes.includes('workbook'))
    throw new ProductError(
      'unknown_format',
      'The file is a zip archive, not a workbook. Unpack it and send the file inside.',
    )
  if (zip && unpackedSize(bytes) > maxUnpacked) throw unreadable('it is too large for a workbook')
  let book: workbooks.WorkBook
  try {
    book = workbooks.read(bytes, {
      type: 'buffer',
      dense: true,
      cellNF: true,
      cellDates: false,
      cellHTML: false,
      cellFormula: false,
      cellText: false,
    })
  } catch (error) {
    throw unreadable('it is broken or protected by a password', error)
  }
  const date1904 = book.Workbook?.WBProps?.date1904 === true
  const sheets = book.SheetNames
  for (const sheet of sheets) {
    const grid = gridOf(book.Sheets[sheet], date1904)
    if (grid.length < 2) continue
    return await openGrid(file, grid, sheet, sheets)
  }
  throw new ProductError('no_rows', 'No sheet of the workbook has a header and rows.')
}

const gridOf = (sheet: workbooks.WorkSheet | undefined, date1904: boolean): Cell[][] => {
  const data = (sheet as { '!data'?: (workbooks.CellObject | undefined)[][] } | undefined)?.['!data'] ?? []
  const grid: Cell[][] = []
  for (const [n, row] of data.entries()) {
    const cells = Array.from(row ?? [], (cell) => cellOf(cell, date1904))
    while (cells.length > 0 && cells.at(-1)?.text === null) cells.pop()
    grid[n] = cells
  }
  return grid.filter((row) => row !== undefined && row.length > 0).length < 1
    ? []
    : Array.from(grid, (row) => row ?? [])
}

const isoRule = ruleForFormat('iso') as Rule

const openGrid = async (
  file: SpooledFile,
  grid: readonly Cell[][],
  sheet: string,
  sheets: readonly string[],
): Promise<Source> => {
  const width = grid.reduce((most, row) => Math.max(most, row.length), 0)
  if (width > maxColumns)
    throw new ProductError(
      'too_many_columns',
      `The sheet has ${width.toLocaleString('en')} columns; at most ${maxColumns.toLocaleString('en')} can be loaded.`,
      { details: { columns: width } },
    )
  const rows = grid.flatMap((row, n): ParsedRow[] => {
    if (row.length === 0) return []
    const cells = Array.from({ length: width }, (_, column) => row[column]?.text ?? null)
    return [{ cells, line: n + 1, start: 0, length: 0, quoted: 0, stray: 0, flaw: null }]
  })
  const structure = structureOf(rows, { delimiter: ',', quote: '"', escape: '"', lineEnding: '\n' })
  const header = rows.slice(structure.preambleRows, structure.preambleRows + structure.headerRows)
  const body = rows.slice(structure.preambleRows + structure.headerRows)
  if (body.length === 0)
    throw new ProductError('no_rows', `The sheet "${sheet}" has a header but no rows. Add rows below it.`)
  const copy = `${file.path}.rows`
  const sink = openSink(copy)
  for (const row of body) {
    sink.write(canonicalRow(row.line, 0, 0, row.cells))
    await sink.room()
  }
  await sink.close()
  const declared = Array.from({ length: width }, (_, column): Rule | null => {
    const filled = body
      .map((row) => grid[row.line - 1]?.[column])
      .filter((cell) => cell !== undefined && cell.text !== null)
    return filled.length > 0 && filled.every((cell) => cell?.date) ? isoRule : null
  })
  const first = body.slice(0, 5_000).map((row) => row.cells)
  return {
    format: 'xlsx',
    compression: file.compression,
    from: canonicalFrom(copy, width, literal),
    names: headerNames(
      header.map((row) => row.cells),
      width,
    ),
    cells: Array.from({ length: width }, (_, n) => `c${n}`),
    declared,
    sample: first,
    spread: first,
    growth: 1,
    located: true,
    path: file.path,
    bad: 0,
    badPath: `${file.path}.bad`,
    dialect: null,
    encoding: 'binary',
    bom: false,
    nested: false,
    quotes: true,
    warnings:
      sheets.length > 1
        ? [{ code: 'sheets', message: `The workbook has ${sheets.length} sheets; "${sheet}" is read.` }]
        : [],
    sheet,
    sheets: [...sheets],
  }
}
