import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { ProductError } from '@nemeton/contract'
import t from 'tap'
import { csvOf, openRejectedRows, pageOf } from '../../../src/features/ingestions/rejected-rows.ts'
import type { StoredIngestion } from '../../../src/ports/ports.ts'

const header = 'line,column,reason,value,row\n'
const kept = `${header}3,n,it is not a whole number,=1+1,"2024-01-01,=1+1,""größer"""\n7,,it has 2 cells,,"-a\nb"\n9,at,there is no time,,",9"\n`
const { signal } = new AbortController()

const ingestion = (key: string | null, status: StoredIngestion['status'] = 'queryable') =>
  ({ status, filename: 'shops.csv', facts: { rejectedRowsKey: key } }) as StoredIngestion

/** Bytes in pieces so small that characters and rows are cut. */
const store = (content: string, size = 3) => ({
  get: async () => {
    const bytes = Buffer.from(content)
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
      bytes.subarray(n * size, (n + 1) * size),
    )
    return Readable.from(pieces, { objectMode: false })
  },
})
const open = (content = kept) => openRejectedRows(ingestion('k'), store(content), signal)

t.test('pages through rejected rows in their order, word for word', async (t) => {
  const first = await pageOf(await open(), { limit: 2 })
  t.same(first.items, [
    {
      line: 3,
      column: 'n',
      reason: 'it is not a whole number',
      value: '=1+1',
      row: '2024-01-01,=1+1,"größer"',
    },
    { line: 7, column: null, reason: 'it has 2 cells', value: null, row: '-a\nb' },
  ])
  t.equal(first.nextCursor, '2')
  const second = await pageOf(await open(), { limit: 2, cursor: '2' })
  t.same(
    second.items.map(({ line }) => line),
    [9],
  )
  t.equal(second.nextCursor, null)
  t.same(await pageOf(await open(), { limit: 2, cursor: '50' }), { items: [], nextCursor: null })
  await t.rejects(pageOf(await open(), { limit: 2, cursor: 'x' }), { code: 'invalid_request', message: /nextCursor/ })
})

t.test('reads no more of the object than a page needs', async (t) => {
  let asked = 0
  const endless = Readable.from(
    (function* () {
      yield header
      for (;;) yield `${++asked},n,odd,x,"x,y"\n`
    })(),
    { objectMode: false, highWaterMark: 1 },
  )
  const rows = await openRejectedRows(ingestion('k'), { get: async () => endless }, signal)
  t.equal((await pageOf(rows, { limit: 50 })).items.length, 50)
  t.ok(asked < 200, `${asked} rows were read`)
  t.ok(endless.destroyed)
})

t.test('writes CSV in which no cell runs in a spreadsheet', async (t) => {
  t.equal(
    await text(csvOf(await open())),
    `${header}3,n,it is not a whole number,'=1+1,"2024-01-01,=1+1,""größer"""\n7,,it has 2 cells,,"'-a\nb"\n9,at,there is no time,,",9"\n`,
  )
})

t.test('an ingestion that rejected nothing has a header and no rows', async (t) => {
  const none = () => openRejectedRows(ingestion(null), store(''), signal)
  t.equal(await text(csvOf(await none())), header)
  t.same(await pageOf(await none(), { limit: 10 }), { items: [], nextCursor: null })
})

t.test('says when the rows are not known yet, and when they are gone', async (t) => {
  await t.rejects(openRejectedRows(ingestion(null, 'staging'), store(''), signal), { code: 'conflict' })
  const gone = { get: () => Promise.reject(new ProductError('not_found', 'no object')) }
  await t.rejects(openRejectedRows(ingestion('k'), gone, signal), { code: 'not_found', message: /"shops\.csv"/ })
  const away = { get: () => Promise.reject(new ProductError('store_unavailable', 'away')) }
  await t.rejects(openRejectedRows(ingestion('k'), away, signal), { code: 'store_unavailable' })
})
