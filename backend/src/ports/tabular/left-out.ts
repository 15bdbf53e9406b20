import { stat } from 'node:fs/promises'
import type { ProfileWarning } from '@nemeton/contract'
import type { Sniffed } from '../../olap/tabular/dialect.ts'
import { footerOf } from '../../olap/tabular/footer.ts'
import { type ParsedRow, parseText } from '../../olap/tabular/parse.ts'
import { withoutComments } from '../../olap/tabular/structure.ts'
import { readSlice } from './head.ts'
import type { Rewritten } from './rewrite.ts'

const tailLength = 65_536

/** Totals and notes at the end of a file that is longer than its head. */
export const lateFooter = async (path: string, { dialect, width }: Sniffed): Promise<number> => {
  const { size } = await stat(path)
  const text = await readSlice(path, Math.max(0, size - tailLength), tailLength)
  const begin = text.search(/[\r\n]/) + 1
  const rows = withoutComments(parseText(text.slice(begin), dialect), 0, dialect.comment)
  const regular = (row: ParsedRow): boolean => row.cells.length === width && row.flaw === null
  return rows.filter(regular).length < rows.length * 0.6 ? 0 : footerOf(rows, width)
}

/** What of the file is no row of its table and is left out. */
export const leftOut = ({
  footer,
  comments,
  firstComment,
}: Pick<Rewritten, 'footer' | 'comments' | 'firstComment'>): ProfileWarning[] => {
  const warnings: ProfileWarning[] = []
  const [first] = footer
  if (first !== undefined)
    warnings.push({
      code: 'footer',
      line: first.line,
      message: `${footer.length === 1 ? 'The last row is' : `The last ${footer.length} rows are`} no data and left out: ${footer.map((row) => `"${row.text}"`).join(', ')}.`,
    })
  if (firstComment !== null)
    warnings.push({
      code: 'comments',
      line: firstComment,
      message: `${comments.toLocaleString('en')} ${comments === 1 ? 'line is a comment' : 'lines are comments'} and left out.`,
    })
  return warnings
}
