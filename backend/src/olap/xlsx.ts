import type { Row, TableColumn } from '@nemeton/contract'
import type { Fact } from './question.ts'
import type { Zone } from './time.ts'

/** What Excel opens, its header row included. */
export const mostSheetRows = 1_048_576
/** Characters of a cell. */
const mostText = 32_767
const dayMs = 86_400_000
/** 1970-01-01 as Excel counts days. */
const epochDay = 25_569
/** Excel has a 29 February 1900, and no day before that year. */
const firstDay = 61
const style = { date: 1, header: 2 } as const

/** Signs that XML cannot hold, and text that reads like one written so. */
const unwritable = /(?![\t\n])\p{Cc}|[\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)/gu
const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(unwritable, (sign) => `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    .replace(/[&<>"]/g, (sign) => signs[sign] ?? '')

const textCell = (text: string, s?: number): string =>
  `<c t="inlineStr"${s === undefined ? '' : ` s="${s}"`}><is><t xml:space="preserve">${escaped(text)}</t></is></c>`

export interface SheetWriter {
  /** All before the rows: the names stay in sight. */
  readonly begin: string
  row(row: Row): string
  readonly end: string
  /** Cells so far whose text was longer than Excel takes. */
  cut(): number
}

/** Texts are never formulas; times are Excel's, in the zone. */
export function createSheetWriter(columns: readonly Pick<TableColumn, 'name' | 'type'>[], zone: Zone): SheetWriter {
  let cut = 0
  const text = (value: string): string => {
    if (value.length <= mostText) return textCell(value)
    cut += 1
    return textCell(`${value.slice(0, mostText - 1)}…`)
  }
  const time = (value: string | number): string => {
    const instant = typeof value === 'number' ? value : Date.parse(value)
    const day = (instant + zone.offsetAt(instant)) / dayMs + epochDay
    return day >= firstDay ? `<c s="${style.date}"><v>${day}</v></c>` : text(String(value))
  }
  return {
    begin: `${head}<worksheet ${main}><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData><row>${columns.map(({ name }) => textCell(name, style.header)).join('')}</row>`,
    row: (row) => {
      const cells = row.map((cell, at) => {
        if (cell === null) return '<c/>'
        if (typeof cell === 'boolean') return `<c t="b"><v>${cell ? 1 : 0}</v></c>`
        if (columns[at]?.type === 'timestamp') return time(cell)
        if (typeof cell === 'string') return text(cell)
        return Number.isFinite(cell) ? `<c><v>${cell}</v></c>` : '<c/>'
      })
      return `<row>${cells.join('')}</row>`
    },
    end: '</sheetData></worksheet>',
    cut: () => cut,
  }
}

export function factSheet(facts: readonly Fact[]): string {
  const rows = facts.map(
    ([label, text]) => `<row>${textCell(label, style.header)}${textCell(text.slice(0, mostText))}</row>`,
  )
  return `${head}<worksheet ${main}><cols><col min="1" max="1" width="24" customWidth="1"/><col min="2" max="2" width="120" customWidth="1"/></cols><sheetData>${rows.join('')}</sheetData></worksheet>`
}

export const sheetPath = (index: number): string => `xl/worksheets/sheet${index + 1}.xml`

/** The other parts of a workbook with these sheets, by their path. */
export function workbookParts(sheets: readonly string[]): ReadonlyMap<string, string> {
  const each = (part: (name: string, number: number) => string) =>
    sheets.map((name, index) => part(name, index + 1)).join('')
  const style = sheets.length + 1
  return new Map([
    [
      '[Content_Types].xml',
      `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${sheetml}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${sheetml}.styles+xml"/>${each((_, n) => `<Override PartName="/${sheetPath(n - 1)}" ContentType="${sheetml}.worksheet+xml"/>`)}</Types>`,
    ],
    [
      '_rels/.rels',
      `${head}<Relationships ${rels}>${relation(1, 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `${head}<workbook ${main} xmlns:r="${office}"><sheets>${each((name, n) => `<sheet name="${escaped(name)}" sheetId="${n}" r:id="r${n}"/>`)}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${head}<Relationships ${rels}>${each((_, n) => relation(n, 'worksheet', `worksheets/sheet${n}.xml`))}${relation(style, 'styles', 'styles.xml')}</Relationships>`,
    ],
    [
      'xl/styles.xml',
      `${head}<styleSheet ${main}><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs></styleSheet>`,
    ],
  ])
}

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
const rels = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const sheetml = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
const relation = (id: number, type: string, target: string) =>
  `<Relationship Id="r${id}" Type="${office}/${type}" Target="${target}"/>`
