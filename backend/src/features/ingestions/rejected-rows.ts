import { Readable } from 'node:stream'
import { type list, ProductError, type RejectedRow, type rejectedRow } from '@nemeton/contract'
import type { z } from 'zod'
import { csvLine } from '../../olap/csv.ts'
import { createParser } from '../../olap/tabular/parse.ts'
import type { Ports, StoredIngestion } from '../../ports/ports.ts'

type Rows = AsyncIterable<readonly RejectedRow[]>
type Page = z.infer<ReturnType<typeof list<typeof rejectedRow>>>

/** The rows that staging set aside, read from the store as they are asked for. Error: `conflict`, `not_found`. */
export async function openRejectedRows(
  { status, filename, facts }: Pick<StoredIngestion, 'status' | 'filename' | 'facts'>,
  objectStore: Pick<Ports['objectStore'], 'get'>,
  signal: AbortSignal,
): Promise<Rows> {
  if (status === 'queued' || status === 'staging')
    throw new ProductError('conflict', `This ingestion is ${status}; its rejected rows are known once it is submitted.`)
  if (facts.rejectedRowsKey === null) return none()
  try {
    return readRows(await objectStore.get(facts.rejectedRowsKey, signal))
  } catch (error) {
    if (!(error instanceof ProductError && error.code === 'not_found')) throw error
    throw new ProductError(
      'not_found',
      `The rejected rows were removed together with the upload "${filename}". Send the file again to see them.`,
      { cause: error },
    )
  }
}

async function* none(): Rows {}

const header = ['line', 'column', 'reason', 'value', 'row']
/** Of a run over several files. */
export const fileHeader = ['file', ...header]

export async function* readRows(object: Readable): Rows {
  let rows: RejectedRow[] = []
  let isHeader = true
  let hasFile = false
  const parser = createParser({ delimiter: ',', quote: '"', escape: '"', lineEnding: '\n' }, ({ cells }) => {
    if (isHeader) {
      hasFile = cells[0] === fileHeader[0]
      isHeader = false
      return
    }
    const [file, ...own] = hasFile ? cells : [undefined, ...cells]
    const [line, column = null, reason, value = null, row] = own
    rows.push({ ...(file && { file }), line: Number(line), column, reason: reason ?? '', value, row: row ?? '' })
  })
  object.setEncoding('utf8')
  for await (const text of object) {
    parser.push(text as string)
    if (rows.length > 0) yield rows
    rows = []
  }
  parser.end()
  if (rows.length > 0) yield rows
}

/** As a download: whatever was in the file, no cell of it runs in a spreadsheet. */
export function csvOf(batches: Rows, { hasFiles = false }: { readonly hasFiles?: boolean } = {}): Readable {
  const text = async function* (): AsyncGenerator<string> {
    yield csvLine(hasFiles ? fileHeader : header)
    for await (const rows of batches)
      yield rows
        .map(({ file = null, line, column, reason, value, row }) => [file, line, column, reason, value, row])
        .map((cells) => csvLine(hasFiles ? cells : cells.slice(1), { safe: true }))
        .join('')
  }
  return Readable.from(text(), { objectMode: false })
}

/** The cursor is how many rows were shown before. */
export async function pageOf(
  batches: Rows,
  { limit, cursor = '0' }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page> {
  if (!/^\d{1,15}$/.test(cursor))
    throw new ProductError(
      'invalid_request',
      `"${cursor}" is no cursor of this list. Take nextCursor of the page before.`,
    )
  const from = Number(cursor)
  const items: RejectedRow[] = []
  let seen = 0
  for await (const rows of batches) {
    items.push(...rows.slice(Math.max(0, from - seen), from + limit + 1 - seen))
    seen += rows.length
    if (seen > from + limit) break
  }
  return { items: items.slice(0, limit), nextCursor: items.length > limit ? String(from + limit) : null }
}
