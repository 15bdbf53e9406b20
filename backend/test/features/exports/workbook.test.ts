import { buffer } from 'node:stream/consumers'
import { read, utils } from '@e965/xlsx'
import type { Row, TableColumn } from '@nemeton/contract'
import t from 'tap'
import { workbook } from '../../../src/features/exports/workbook.ts'
import { findZone } from '../../../src/olap/time.ts'
import { createSheetWriter } from '../../../src/olap/xlsx.ts'

const columns: TableColumn[] = [
  { name: '=name', type: 'string' },
  { name: 'count', type: 'long' },
  { name: 'at', type: 'timestamp' },
  { name: 'is it?', type: 'boolean' },
]
const utc = { zone: findZone('Etc/UTC') }

async function* batchesOf(rows: readonly Row[], size: number): AsyncGenerator<readonly Row[]> {
  for (let from = 0; from < rows.length; from += size) yield rows.slice(from, from + size)
}

async function sheetsOf(rows: readonly Row[], { size = 3, ...options }: { size?: number; sheetRows?: number } = {}) {
  const bytes = await buffer(
    workbook({ columns, batches: batchesOf(rows, size) }, [['Filter', 'none']], { ...utc, ...options }),
  )
  const { SheetNames, Sheets } = read(bytes, { cellDates: false })
  return SheetNames.map((name) => ({
    name,
    sheet: Sheets[name] ?? {},
    rows: utils.sheet_to_json(Sheets[name] ?? {}, { header: 1, raw: true, defval: null }) as unknown[][],
  }))
}

t.test('holds every cell as what it is, and no text as a formula', async (t) => {
  const texts = ['=1+1', '@SUM(A1)', '<b>&"\'</b>', 'two\nlines', ' spaces ', '_x0041_', 'bell\u0007', '日本 🎉', '']
  const rows: Row[] = [
    ...texts.map((text): Row => [text, 1, null, null]),
    [null, -2.5e-7, '2025-03-30T12:30:15.250Z', true],
    ['big', '9007199254740993', '1850-01-01T00:00:00.000Z', false],
  ]
  const [data, question] = await sheetsOf(rows)
  t.same(
    data?.rows[0],
    columns.map(({ name }) => name),
  )
  t.same(
    data?.rows.slice(1, 1 + texts.length).map(([text]) => text ?? ''),
    texts,
  )
  const [, count, at, is] = data?.rows[1 + texts.length] ?? []
  t.same([count, is], [-2.5e-7, true])
  const day = (Date.parse('2025-03-30T12:30:15.250Z') - Date.UTC(1899, 11, 30)) / 86_400_000
  t.ok(Math.abs((at as number) - day) < 1e-8, `${at}`)
  t.same(data?.rows.at(-1), ['big', '9007199254740993', '1850-01-01T00:00:00.000Z', false])
  for (const cell of Object.values(data?.sheet ?? {})) t.notOk((cell as { f?: string }).f)
  t.equal(question?.name, 'Question')
  t.match(Object.fromEntries(question?.rows as [string, string][]), {
    Filter: 'none',
    Times: 'in Etc/UTC',
    Rows: String(rows.length),
  })
})

t.test('writes a carriage return so that XML keeps it', async (t) => {
  t.match(createSheetWriter(columns, utc.zone).row(['a\r\nb', 1, null, null]), /a_x000D_\nb/)
})

t.test('shows times on the clock of the zone, over its changes', async (t) => {
  const rows: Row[] = ['2025-03-30T00:30:00Z', '2025-03-30T01:30:00Z'].map((at) => [at, 1, at, null])
  const bytes = await buffer(
    workbook({ columns, batches: batchesOf(rows, 1) }, [], { zone: findZone('Europe/Berlin') }),
  )
  const sheet = read(bytes).Sheets.Data ?? {}
  const clock = [2, 3].map((row) => (((sheet[`C${row}`] as { v: number }).v % 1) * 24 + 24) % 24)
  t.same(
    clock.map((hours) => Math.round(hours * 100) / 100),
    [1.5, 3.5],
  )
})

t.test('what no longer fits goes onto further sheets, each with the names', async (t) => {
  for (const size of [1, 4, 9, 100])
    for (const count of [0, 8, 9, 10, 27, 28]) {
      const rows = Array.from({ length: count }, (_, n): Row => [`row ${n}`, n, null, null])
      const sheets = await sheetsOf(rows, { size, sheetRows: 10 })
      const data = sheets.slice(0, -1)
      t.same(
        sheets.map(({ name }) => name),
        [...data.map((_, n) => (n === 0 ? 'Data' : `Data ${n + 1}`)), 'Question'],
      )
      t.equal(data.length, Math.max(1, Math.ceil(count / 9)), `${count} rows in batches of ${size}`)
      for (const { rows: found } of data)
        t.same(
          found[0],
          columns.map(({ name }) => name),
        )
      t.same(
        data.flatMap(({ rows: found }) => found.slice(1).map(([, n]) => n)),
        rows.map(([, n]) => n),
      )
    }
})

t.test('says how many texts were longer than a cell can be', async (t) => {
  const [data, question] = await sheetsOf([
    ['x'.repeat(40_000), 1, null, null],
    ['y'.repeat(32_767), 2, null, null],
  ])
  t.equal(String(data?.rows[1]?.[0]).length, 32_767)
  t.match(data?.rows[1]?.[0], /…$/)
  t.equal(data?.rows[2]?.[0], 'y'.repeat(32_767))
  t.match(Object.fromEntries(question?.rows as [string, string][])['Cells cut'], /^1: /)
})

t.test('breaks off when its rows do', async (t) => {
  const broken = async function* (): AsyncGenerator<readonly Row[]> {
    yield [['a', 1, null, null]]
    throw new Error('Druid ended early')
  }
  await t.rejects(buffer(workbook({ columns, batches: broken() }, [], utc)), /Druid ended early/)
})

t.test('reads no more rows ahead than its buffers hold', async (t) => {
  let asked = 0
  const endless = async function* (): AsyncGenerator<readonly Row[]> {
    for (;;) {
      asked += 1
      yield Array.from({ length: 500 }, (_, n): Row => [`${Math.sin(asked * 500 + n)}`, n, null, null])
    }
  }
  const out = workbook({ columns, batches: endless() }, [], utc)
  await new Promise((resolve) => out.once('readable', resolve))
  let before = -1
  while (asked !== before && asked < 1000) {
    before = asked
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
  t.ok(asked < 1000, `nobody reads, and it stops after ${asked} batches`)
  out.destroy()
})
