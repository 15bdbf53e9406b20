import type { Query } from '@nemeton/contract'
import { compile, compileTotals } from './compile.ts'
import type { DatasourceSchema } from './datasource-schema.ts'
import { answerNested } from './nested.ts'
import { turnPage } from './raw.ts'
import { shareOf, wantsShares } from './shares.ts'
import { type Asking, readAnswer, toContent } from './table.ts'

/** Answers a query: asks batch after batch what it needs, and puts the answers together. The first statement is the main one. */
export function* answer(query: Query, datasource: DatasourceSchema): Asking {
  if (!query.raw && (query.splits.length > 1 || query.splits.some(({ other }) => other)))
    return yield* answerNested(query, datasource)
  const main = compile(query, datasource)
  if (query.raw || query.splits.length === 0) {
    const [rows = []] = yield [main]
    const content = toContent(main, rows)
    return query.raw
      ? turnPage(query.raw, content)
      : shareOf(query, content, () => content.rows[0] ?? [], content.rows[0] ?? null)
  }
  const totals =
    query.totals || wantsShares(query, 'total') || wantsShares(query, 'parent')
      ? compileTotals(query, datasource)
      : null
  const [rows = [], totalRows = []] = yield totals ? [main, totals] : [main]
  const content = toContent(main, rows)
  if (totals === null) return content
  const [total = []] = readAnswer(totals.shape, totalRows).rows
  return shareOf(query, content, () => total, query.totals ? total : null)
}
