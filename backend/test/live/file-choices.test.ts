import { utils, write } from '@e965/xlsx'
import {
  chooseSheet,
  downloadRejectedRows,
  type Ingestion,
  listRejectedRows,
  planUpload,
  type RejectedRow,
} from '@nemeton/contract'
import t from 'tap'
import { druidSql } from './druid.ts'
import { ask, call, ingest, load, send, untilEnded, untilProfiled, upload } from './service.ts'
import { forget, freshName } from './tables.ts'

const nameOf = (what: string) => freshName(`file_choices_${what}`)
t.teardown(() => forget(['dirty', 'strict', 'chunks', 'grown', 'sheets', 'old', 'wrapped'].map(nameOf)))

const good = Array.from(
  { length: 500 },
  (_, n) =>
    `2025-03-${String(10 + (n % 20)).padStart(2, '0')}T10:00:${String(n % 60).padStart(2, '0')}Z,shop ${n % 7},${n}`,
)
const dirty = ['time,shop,amount', ...good]
dirty.splice(100, 0, '2025-03-11T10:00:00Z,ragged')
dirty.splice(200, 0, 'yesterday,shop 1,1')
dirty.splice(300, 0, '2025-03-11T10:00:00Z,"two\nlines","=HYPERLINK(""http://x"")"')
const file = (filename: string) => ({ filename, content: `${dirty.join('\n')}\n` })

t.test('shows the rows that did not get in, a page at a time and as CSV that runs nowhere', async (t) => {
  const ingestion = await load(file('dirty.csv'), nameOf('dirty'))
  t.equal(ingestion.status, 'queryable', JSON.stringify(ingestion.error))
  t.same(ingestion.rows, { inFile: 503, ingested: 500, rejected: 3, missing: 0 })
  const params = { id: ingestion.id }
  const rejected: RejectedRow[] = []
  let cursor: string | null = null
  do {
    const page: { items: RejectedRow[]; nextCursor: string | null } = await ask(listRejectedRows, {
      params,
      query: { limit: 2, ...(cursor === null ? {} : { cursor }) },
    })
    rejected.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null)
  const byLine = rejected.sort((one, other) => one.line - other.line)
  t.match(byLine, [
    { line: 101, column: null, reason: /2 cells/, value: null, row: '2025-03-11T10:00:00Z,ragged' },
    { line: 201, column: 'time', reason: /not a time/, value: 'yesterday', row: 'yesterday,shop 1,1' },
    { line: 301, column: 'amount', reason: /whole number/, value: '=HYPERLINK("http://x")', row: /two\nlines/ },
  ])
  const csv = await call(downloadRejectedRows, { params })
  t.equal(csv.status, 200)
  t.match(csv.headers['content-type'], /text\/csv/)
  t.match(csv.headers['content-disposition'], /attachment; filename="dirty\.csv\.rejected\.csv"/)
  t.match(csv.text, /^line,column,reason,value,row\n/)
  t.match(csv.text, /,"'=HYPERLINK\(""http:\/\/x""\)",/)
})

t.test('a few days are added to a datasource that lies there by month, and the plan says why', async (t) => {
  const datasource = nameOf('chunks')
  const header = 'time,shop,amount\n'
  const years = Array.from({ length: 24 }, (_, n) => {
    const month = `202${4 + Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, '0')}`
    return `${month}-05T10:00:00Z,shop ${n % 3},${n}.5\n${month}-25T10:00:00Z,shop ${n % 3},${n}.5\n`
  })
  const first = await load({ filename: 'years.csv', content: header + years.join('') }, datasource)
  t.equal(first.plan.segmentGranularity, 'month')
  const days = Array.from(
    { length: 20 },
    (_, n) => `2025-01-${String(n + 1).padStart(2, '0')}T00:00:00Z,shop 9,${n}.5\n`,
  )
  const { id } = await upload({ filename: 'days.csv', content: header + days.join('') }, datasource)
  const { plan } = await untilProfiled(id)
  t.equal(plan?.segmentGranularity, 'day', 'alone it would lie by day')
  const shown = (await ask(planUpload, { params: { id }, body: { changes: {} } })).plan
  t.equal(shown.segmentGranularity, 'month')
  t.match(shown.reasons.segmentGranularity, datasource)
  const second = await untilEnded((await ingest(id)).id)
  t.equal(second.status, 'queryable', JSON.stringify(second.error))
  t.same(await druidSql(`SELECT COUNT(*) FROM "${datasource}"`), [[68]])
})

t.test('keeps the rejected rows of a load that was refused for them', async (t) => {
  const { id } = await upload(file('strict.csv'), nameOf('strict'))
  const { plan } = await untilProfiled(id)
  const ended = await untilEnded((await ingest(id, plan ? { ...plan, onBadRows: 'fail' } : undefined)).id)
  t.match(ended, { status: 'failed', rows: { rejected: 3 }, error: { code: 'rows_rejected', message: /3 of 503/ } })
  t.equal((await ask(listRejectedRows, { params: { id: ended.id } })).items.length, 3)
})

t.test('tells before submit where a file and the datasource do not agree', async (t) => {
  const first = await load(
    { filename: 'first.csv', content: 'time,code,amount,old\n2025-01-01,00123,1.5,x\n2025-01-02,00124,2.5,y\n' },
    nameOf('grown'),
  )
  t.equal(first.status, 'queryable', JSON.stringify(first.error))
  const { id } = await upload(
    { filename: 'second.csv', content: 'time,code,amount,fresh\n2025-02-01,7,n/k,1\n2025-02-02,8,n/k,2\n' },
    nameOf('grown'),
  )
  const { plan: inferred } = await untilProfiled(id)
  t.equal(inferred?.columns.find(({ as }) => as === 'code')?.type, 'string', 'what is there wins over the guess')
  const { clashes } = await ask(planUpload, { params: { id }, body: { changes: {} } })
  t.match(clashes, [
    { kind: 'type', column: 'amount', existingType: 'double', planType: 'string', message: /"amount"/ },
    { kind: 'new', column: 'fresh', existingType: null, planType: 'long' },
    { kind: 'missing', column: 'old', existingType: 'string', planType: null },
  ])
  const elsewhere = await ask(planUpload, { params: { id }, body: { changes: { datasource: nameOf('nowhere') } } })
  t.same(elsewhere.clashes, [])
  t.equal(elsewhere.plan.columns.find(({ as }) => as === 'code')?.type, 'long', 'a new datasource takes the guess')
})

const workbook = (bookType: 'xlsx' | 'biff8') => {
  const book = utils.book_new()
  const days = (count: number, factor: number) => [
    ['day', 'n'],
    ...Array.from({ length: count }, (_, n) => [{ t: 'n', v: 45_658 + n, z: 'yyyy-mm-dd' }, n * factor]),
  ]
  utils.book_append_sheet(book, utils.aoa_to_sheet(days(10, 1)), 'One')
  utils.book_append_sheet(book, utils.aoa_to_sheet([['Title', null], ...days(20, 3)]), 'Two')
  const title = book.Sheets.Two
  if (title) title['!merges'] = [utils.decode_range('A1:B1')]
  return write(book, { type: 'buffer', bookType }) as Buffer
}

const countAndSum = async (datasource: string) =>
  (await druidSql(`SELECT COUNT(*), SUM("n"), TIMESTAMP_TO_MILLIS(MIN("__time")) FROM "${datasource}"`))[0]
const newYear = Date.UTC(2025, 0, 1)

t.test('loads the sheet that is chosen after the upload', async (t) => {
  const { id } = await upload({ filename: 'book.xlsx', content: workbook('xlsx') }, nameOf('sheets'))
  t.match((await untilProfiled(id)).profile, { sheet: 'One', sheets: ['One', 'Two'], rows: 10 })
  const missing = await call(chooseSheet, { params: { id }, body: { sheet: 'Three' } })
  t.match(missing, { status: 400, json: { error: { code: 'invalid_request', message: /"One", "Two"/ } } })
  t.equal((await untilProfiled(id)).profile?.sheet, 'One', 'nothing changed')
  await ask(chooseSheet, { params: { id }, body: { sheet: 'Two' } })
  const other = await untilProfiled(id)
  t.match(other, { status: 'ready', profile: { sheet: 'Two', rows: 20 }, plan: { sheet: 'Two' } })
  const ended: Ingestion = await untilEnded((await ingest(id)).id)
  t.match(ended, { status: 'queryable', rows: { inFile: 20, ingested: 20 } })
  t.same(await countAndSum(nameOf('sheets')), [20, 570, newYear])
})

t.test('loads the sheet of an old XLS that is named with the upload', async (t) => {
  const answer = await send([
    { field: 'datasource', value: nameOf('old') },
    { field: 'sheet', value: 'Two' },
    { filename: 'book.xls', content: workbook('biff8') },
  ])
  t.equal(answer.status, 201, answer.text)
  const { id } = answer.json.data as { id: string }
  t.match((await untilProfiled(id)).profile, { sheet: 'Two', rows: 20 })
  t.match(await untilEnded((await ingest(id)).id), { status: 'queryable' })
  t.same(await countAndSum(nameOf('old')), [20, 570, newYear])
})

t.test('loads the list of objects that a JSON object wraps', async (t) => {
  const data = Array.from({ length: 50 }, (_, n) => ({ at: new Date(newYear + n * 3_600_000).toISOString(), n }))
  const content = JSON.stringify({ next: null, reply: { data } })
  const ended = await load({ filename: 'reply.json', content }, nameOf('wrapped'))
  t.match(ended, { status: 'queryable', rows: { inFile: 50, ingested: 50 } })
  t.same(await countAndSum(nameOf('wrapped')), [50, 1225, newYear])
})
