import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import { utils, write } from '@e965/xlsx'
import type { Ingestion } from '@nemeton/contract'
import t from 'tap'
import { druidSql } from './druid.ts'
import { sales, salesCsv, salesHeader, salesRows, sumCents, toCents } from './sales.ts'
import { type File, load } from './service.ts'
import { forget, freshName } from './tables.ts'

const numeric = new Set(['quantity', 'unit_price', 'discount', 'amount', 'cost'])

const typed = (column: string, value: string): string | number | null =>
  value === '' ? null : numeric.has(column) ? Number(value) : value

const objects = sales.map((sale) =>
  Object.fromEntries(Object.entries(sale).map(([column, value]) => [column, typed(column, value)])),
)

function delimited(delimiter: string, cell: (column: string, value: string) => string): string {
  const quote = (value: string) =>
    value.includes(delimiter) || /["\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
  const lines = [
    salesHeader,
    ...salesRows.map((row) => row.map((value, index) => cell(salesHeader[index] ?? '', value))),
  ]
  return lines.map((line) => line.map(quote).join(delimiter)).join('\n')
}

/** Dates as a spreadsheet has them: days since the end of 1899. */
function workbook(): Buffer {
  const sheet = utils.aoa_to_sheet([
    [...salesHeader],
    ...sales.map((sale) =>
      salesHeader.map((column) => {
        const value = sale[column] ?? ''
        if (column === 'time') return { t: 'n', v: Date.parse(value) / 86_400_000 + 25_569, z: 'yyyy-mm-dd hh:mm:ss' }
        return typed(column, value)
      }),
    ),
  ])
  const book = utils.book_new()
  utils.book_append_sheet(book, sheet, 'Sales')
  return write(book, { type: 'buffer', bookType: 'xlsx', compression: true })
}

async function parquet(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'nemeton-parquet-'))
  try {
    await writeFile(join(folder, 'sales.csv'), salesCsv)
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    await connection.run(`COPY (
      SELECT * REPLACE (time::TIMESTAMP AS time, quantity::BIGINT AS quantity, unit_price::DOUBLE AS unit_price,
        discount::DOUBLE AS discount, amount::DECIMAL(14, 2) AS amount, cost::DOUBLE AS cost)
      FROM read_csv('${folder}/sales.csv', all_varchar = true, header = true, quote = '"', escape = '"')
    ) TO '${folder}/sales.parquet' (FORMAT parquet, ROW_GROUP_SIZE 5000)`)
    connection.closeSync()
    instance.closeSync()
    return await readFile(join(folder, 'sales.parquet'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const asIs = (_column: string, value: string) => value
const comma = (column: string, value: string) => (numeric.has(column) ? value.replace('.', ',') : value)

const variants: readonly (File & { readonly kind: string })[] = [
  { kind: 'csv', filename: 'sales.csv', content: salesCsv },
  { kind: 'gzip', filename: 'sales.csv.gz', content: gzipSync(salesCsv) },
  { kind: 'tsv', filename: 'sales.tsv', content: delimited('\t', asIs) },
  { kind: 'semicolon', filename: 'sales-eu.csv', content: delimited(';', comma) },
  { kind: 'ndjson', filename: 'sales.ndjson', content: objects.map((row) => JSON.stringify(row)).join('\n') },
  { kind: 'json', filename: 'sales.json', content: JSON.stringify(objects) },
  { kind: 'xlsx', filename: 'sales.xlsx', content: workbook() },
  { kind: 'parquet', filename: 'sales.parquet', content: await parquet() },
]

const rows = sales.length
const expected = {
  quantity: BigInt(sales.reduce((sum, { quantity }) => sum + Number(quantity), 0)),
  amount: sumCents(sales, 'amount'),
  cost: sumCents(sales, 'cost'),
  products: new Set(sales.map(({ product }) => product)).size,
  notes: sales.filter(({ note }) => note !== '').length,
  first: sales.map(({ time = '' }) => Date.parse(time)).reduce((least, time) => Math.min(least, time)),
  last: sales.map(({ time = '' }) => Date.parse(time)).reduce((most, time) => Math.max(most, time)),
}

const nameOf = (kind: string) => freshName(`formats_${kind}`)
t.teardown(() => forget([...variants.map(({ kind }) => nameOf(kind)), nameOf('dirty')]))

// All at once: four tasks fit into the workers, the others wait for a slot.
const loading = new Map(variants.map((variant) => [variant.kind, load(variant, nameOf(variant.kind))]))
for (const one of loading.values()) one.catch(() => {})

t.ok(rows > 10_000, 'the sample is of some size')

for (const { kind } of variants) {
  t.test(`the ${kind} variant becomes queryable with every row, sum and value of the file`, async (t) => {
    const ingestion = (await loading.get(kind)) as Ingestion
    t.equal(ingestion.status, 'queryable', JSON.stringify(ingestion.error))
    t.same(ingestion.rows, { inFile: rows, ingested: rows, rejected: 0, missing: 0 })
    t.equal(ingestion.progress, 1)
    const [row = []] = (
      await druidSql(`SELECT COUNT(*), SUM("quantity"), SUM("amount"), SUM("cost"), COUNT("note"),
        TIMESTAMP_TO_MILLIS(MIN("__time")), TIMESTAMP_TO_MILLIS(MAX("__time")) FROM "${nameOf(kind)}"`)
    ).values()
    const [count, quantity, amount, cost, notes, first, last] = row
    t.equal(count, rows)
    t.equal(BigInt(quantity as number), expected.quantity)
    t.equal(toCents(amount), expected.amount)
    t.equal(toCents(cost), expected.cost)
    t.equal(notes, expected.notes, 'an empty value is no value')
    t.equal(first, expected.first)
    t.equal(last, expected.last)
    const distinct = await druidSql(`SELECT COUNT(*) FROM (SELECT DISTINCT "product" FROM "${nameOf(kind)}")`)
    t.same(distinct, [[expected.products]])
  })
}

t.test('rows that cannot be read are counted as rejected, and the others are all there', async (t) => {
  const lines = [
    'time,shop,amount',
    ...Array.from(
      { length: 400 },
      (_, index) => `2025-03-${10 + (index % 20)}T10:${10 + (index % 50)}:00Z,shop ${index % 7},${index}.25`,
    ),
  ]
  lines.splice(51, 0, '2025-03-01T10:00:00Z,ragged')
  lines.splice(151, 0, 'yesterday,shop 1,1.25')
  lines.splice(251, 0, 'not a time,shop 2,2.25')
  const ingestion = await load({ filename: 'dirty.csv', content: `${lines.join('\n')}\n` }, nameOf('dirty'))
  t.equal(ingestion.status, 'queryable', JSON.stringify(ingestion.error))
  const { inFile, ingested, rejected, missing } = ingestion.rows
  t.equal(inFile, 403)
  t.equal(missing, 0)
  t.equal(inFile, ingested + rejected)
  t.ok(rejected >= 2 && rejected <= 3, `the two rows without a time are rejected, the ragged one may be: ${rejected}`)
  const [row = []] = (await druidSql(`SELECT COUNT(*), SUM("amount") FROM "${nameOf('dirty')}"`)).values()
  t.equal(row[0], ingested)
  t.equal(toCents(row[1]), 400n * 25n + (399n * 400n * 100n) / 2n)
})
