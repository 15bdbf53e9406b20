import { ProductError, type Query, type Row, type TableColumn } from '@nemeton/contract'
import { compileWhole } from '../olap/compile.ts'
import type { Compiled } from '../olap/shape.ts'
import { readAnswer } from '../olap/table.ts'
import type { Ports } from '../ports/ports.ts'
import { cancelQuery } from './cancel.ts'
import { type Asking, run } from './run.ts'
import type { Schemas } from './schemas.ts'

interface Needs extends Pick<Ports, 'druid'> {
  readonly schemas: Schemas
  readonly timeoutMs: number
}

/** A result of any size, in pieces as they come. */
export interface OpenRows {
  readonly compiled: Compiled
  readonly columns: readonly TableColumn[]
  /** Fails when Druid leaves the result's end out. To be read to its end, or left by the signal. */
  readonly batches: AsyncIterable<readonly Row[]>
}

/** What is put together here, not in Druid. */
const mostTogether = 100_000

/**
 * The whole result of a query: its limits are lifted, so that nothing is left for the rest of a split. In the order of
 * the page, up to what is put together here; groups under groups beyond that come in one list as the last split is
 * ordered. Errors: those of `run`, and `too_large`.
 */
export async function openRows(asked: Query, needs: Needs, asking: Asking): Promise<OpenRows> {
  const query = { ...asked, totals: false, splits: asked.splits.map((split) => ({ ...split, other: false })) }
  const schema = await needs.schemas.readAnew(query.datasource)
  const compiled = compileWhole(query, schema)
  const isShared = query.measures.some(({ of }) => of !== undefined)
  const { axis, isUnsorted } = compiled.shape
  const isTogether = query.raw === undefined && (isShared || query.splits.length > 1 || axis !== null || isUnsorted)
  if (!isTogether) return streamRows(compiled, needs, asking)
  const splits = query.splits.map((split) => ({ ...split, limit: mostTogether }))
  const table = await run({ ...query, splits }, schema, needs, asking).catch((error: unknown) => {
    // Values of so many splits cannot all be named, or held at once; in one list they need not be.
    if (isShared || !(error instanceof ProductError && /^(invalid_query|too_large)$/.test(error.code))) throw error
    return null
  })
  if (table?.complete) return { compiled, columns: table.columns, batches: inPieces(table.rows) }
  if (!isShared) return streamRows(compiled, needs, asking)
  throw new ProductError(
    'too_large',
    `Shares of a total are worked out here, and this result has more than ${mostTogether} rows. Filter more, split less, or export the measures without their shares.`,
  )
}

const pieceRows = 1000

async function* inPieces(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  for (let from = 0; from < rows.length; from += pieceRows) yield rows.slice(from, from + pieceRows)
}

async function streamRows(
  compiled: Compiled,
  { druid, timeoutMs }: Needs,
  { queryId, signal, asks }: Asking,
): Promise<OpenRows> {
  const { sql, parameters, context } = compiled
  asks?.({ sql, parameters, context })
  const asked = { query: sql, parameters, context: { ...context, sqlQueryId: queryId, timeout: timeoutMs } }
  signal.addEventListener('abort', () => void cancelQuery(druid, queryId).catch(() => {}), { once: true })
  const { body } = await druid.stream(
    { ...asked, resultFormat: 'arrayLines', header: true, sqlTypesHeader: true },
    { signal, timeoutMs },
  )
  const pieces = parsed(Buffer.isBuffer(body) ? [body.toString()] : body.setEncoding('utf8'))
  const found: unknown[][] = []
  while (found.length < 2) {
    const next = await pieces.next()
    if (next.done) break
    found.push(...next.value)
  }
  const [names = [], types = []] = found
  const read = (rows: readonly unknown[][]) => readAnswer(compiled.shape, [names, types, ...rows])
  const first = read(found.slice(2))
  const batches = async function* () {
    yield first.rows
    for await (const rows of pieces) yield read(rows).rows
  }
  return { compiled, columns: first.columns, batches: batches() }
}

async function* parsed(texts: Iterable<string> | AsyncIterable<string>): AsyncGenerator<unknown[][]> {
  let rest = ''
  for await (const text of texts) {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    yield lines.filter((line) => line !== '').map((line) => JSON.parse(line) as unknown[])
  }
}
