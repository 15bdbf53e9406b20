import type { TableColumn } from '@nemeton/contract'
import { csvLine } from '../../olap/csv.ts'
import type { Fact } from '../../olap/question.ts'
import type { OpenRows } from '../../queries/rows.ts'

type Rows = Pick<OpenRows, 'columns' | 'batches'>
const namesOf = (columns: readonly TableColumn[]) => columns.map(({ name }) => name)

/** No cell runs in a spreadsheet. Facts are lines before the names, each with a `#` and a space before it. */
export async function* csvPieces({ columns, batches }: Rows, facts: readonly Fact[]): AsyncGenerator<string> {
  yield facts.map(([label, text]) => `# ${label}: ${text}\n`).join('') + csvLine(namesOf(columns), { safe: true })
  for await (const rows of batches) yield rows.map((row) => csvLine(row, { safe: true })).join('')
}

/** One object a row; facts are one object before them, the only one with the key `#`. */
export async function* ndjsonPieces({ columns, batches }: Rows, facts: readonly Fact[]): AsyncGenerator<string> {
  if (facts.length > 0) yield `${JSON.stringify({ '#': Object.fromEntries(facts) })}\n`
  const keys = namesOf(columns).map((name) => JSON.stringify(name))
  for await (const rows of batches)
    yield rows.map((row) => `{${keys.map((key, at) => `${key}:${JSON.stringify(row[at])}`).join(',')}}\n`).join('')
}
