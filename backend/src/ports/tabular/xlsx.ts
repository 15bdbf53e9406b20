import { randomUUID } from 'node:crypto'
import { readFile, rename } from 'node:fs/promises'
import * as workbooks from '@e965/xlsx'
import { ProductError, type ProfileWarning } from '@nemeton/contract'
import { footerOf } from '../../olap/tabular/footer.ts'
import { headerNames } from '../../olap/tabular/names.ts'
import type { ParsedRow } from '../../olap/tabular/parse.ts'
import { structureOf } from '../../olap/tabular/structure.ts'
import { ruleForFormat } from '../../olap/tabular/times.ts'
import type { Rule } from '../../olap/tabular/types.ts'
import { maxColumns } from './delimited.ts'
import { leftOut } from './left-out.ts'
import { literal } from './literal.ts'
import { canonicalFrom, canonicalRow, openSink } from './rewrite.ts'
import { gridOf, type SheetGrid } from './sheet-grid.ts'
import type { Source } from './source.ts'
import type { SpooledFile } from './tabular.ts'

const maxUnpacked = 300 * 1024 * 1024

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

/** Opens the sheet that is asked for, else the first that has rows, by way of a canonical copy. */
export const openXlsx = async (file: SpooledFile): Promise<Source> => {
  const bytes = await readFile(file.path)
  const zip = bytes.subarray(0, 2).toString('latin1') === 'PK'
  if (zip && !bytes.includes('workbook') && !bytes.includes('opendocument.spreadsheet'))
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
  const { sheet: wanted } = file
  if (wanted !== undefined && !sheets.includes(wanted))
    throw new ProductError(
      'invalid_request',
      `The workbook has no sheet "${wanted}"; it has ${sheets.map((name) => `"${name}"`).join(', ')}.`,
    )
  for (const sheet of wanted === undefined ? sheets : [wanted]) {
    const grid = gridOf(book.Sheets[sheet], date1904)
    if (wanted === undefined && grid.rows.filter((row) => row.length > 0).length < 2) continue
    return await openGrid(file, grid, sheet, sheets)
  }
  throw new ProductError('no_rows', 'No sheet of the workbook has a header and rows.')
}

/** A lone text in the first column is a line of its own, as it would be in a text. */
const asLine = (row: ParsedRow): ParsedRow => {
  const [first = null, ...others] = row.cells
  return first !== null && others.every((cell) => cell === null) ? { ...row, cells: [first] } : row
}

const told = ({ line, cells }: ParsedRow): { readonly line: number; readonly text: string } => ({
  line,
  text: cells
    .filter((cell) => cell !== null)
    .join(' ')
    .slice(0, 80),
})

const isoRule = ruleForFormat('iso') as Rule

const openGrid = async (
  file: SpooledFile,
  grid: SheetGrid,
  sheet: string,
  sheets: readonly string[],
): Promise<Source> => {
  const { width } = grid
  if (width > maxColumns)
    throw new ProductError(
      'too_many_columns',
      `The sheet has ${width.toLocaleString('en')} columns; at most ${maxColumns.toLocaleString('en')} can be loaded.`,
      { details: { columns: width } },
    )
  const rows = grid.rows.flatMap((row, n): ParsedRow[] => {
    if (row.length === 0 || n < grid.titles) return []
    const cells = Array.from({ length: width }, (_, column) => row[column]?.text ?? null)
    return [{ cells, line: n + 1, start: 0, length: 0, quoted: 0, stray: 0, flaw: null }]
  })
  const structure = structureOf(rows, { delimiter: ',', quote: '"', escape: '"', lineEnding: '\n' }, false)
  const header = rows.slice(structure.preambleRows, structure.preambleRows + structure.headerRows)
  const below = rows.slice(structure.preambleRows + structure.headerRows)
  const body = below.slice(0, below.length - footerOf(below.map(asLine), width))
  if (body.length === 0)
    throw new ProductError('no_rows', `The sheet "${sheet}" has no rows below a header. Choose another, or add rows.`)
  const copy = `${file.path}.rows-${sheets.indexOf(sheet)}`
  // Another reader may be at this copy: it is written beside it and put in its place whole.
  const draft = `${copy}-${randomUUID()}`
  const sink = openSink(draft)
  for (const row of body) {
    sink.write(canonicalRow(row.line, 0, 0, row.cells))
    await sink.room()
  }
  await sink.close()
  await rename(draft, copy)
  const declared = Array.from({ length: width }, (_, column): Rule | null => {
    const filled = body
      .map((row) => grid.rows[row.line - 1]?.[column])
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
    warnings: [
      ...warningsOf(grid, sheet, sheets, file.sheet !== undefined),
      ...leftOut({ footer: below.slice(body.length).map(told), comments: 0, firstComment: null }),
    ],
    sheet,
    sheets: [...sheets],
  }
}

const warningsOf = (
  { merged, uncalculated }: SheetGrid,
  sheet: string,
  sheets: readonly string[],
  isChosen: boolean,
): ProfileWarning[] => {
  const warnings: ProfileWarning[] = []
  if (sheets.length > 1 && !isChosen)
    warnings.push({
      code: 'sheets',
      message: `The workbook has ${sheets.length} sheets; "${sheet}" is read. Choose another if that is wrong.`,
    })
  if (uncalculated > 0)
    warnings.push({
      code: 'formulas',
      message: `${uncalculated.toLocaleString('en')} formulas have no value in the file and are read as empty. Open it in a spreadsheet program and save it, so that they are calculated.`,
    })
  if (merged > 0)
    warnings.push({
      code: 'merged',
      message: `${merged.toLocaleString('en')} cells lie in an area that is merged over several rows; they are read with the value of that area.`,
    })
  return warnings
}
