import { zstdCompressSync } from 'node:zlib'
import { getUpload, type Ingestion } from '@nemeton/contract'
import iconv from 'iconv-lite'
import t, { type Test } from 'tap'
import { druidSql } from './druid.ts'
import { ask, load } from './service.ts'
import { forget, freshName } from './tables.ts'

/** Words that only their own encoding spells right. */
const words: Readonly<Record<string, readonly string[]>> = {
  'utf-8': ['Zürich', 'Ōsaka', '北京', 'Škofja Loka', '🙂 shop'],
  'utf-16le': ['Zürich', 'Ōsaka', '北京', 'Škofja Loka'],
  'utf-16be': ['Zürich', 'Ōsaka', '北京', 'Škofja Loka'],
  'windows-1252': ['Zürich', 'Málaga', 'Ærøskøbing', 'l’Aquila – “centro”', '9 €'],
  'iso-8859-1': ['Zürich', 'Málaga', 'Ærøskøbing', 'São Luís'],
  shift_jis: ['東京支店', '大阪支店', '名古屋支店', '札幌ソフト'],
  gb18030: ['北京分店', '上海分店', '广州分店', '深圳分店'],
}
const rows = 600
const text = (spelled: readonly string[]): string =>
  [
    'time,place,amount',
    ...Array.from(
      { length: rows },
      (_, n) => `2024-03-${String(1 + (n % 28)).padStart(2, '0')}T08:00:00Z,${spelled[n % spelled.length]},${n}.5`,
    ),
  ].join('\n')

const named: string[] = []
const name = (of: string): string => {
  const made = freshName(`any_${of.replaceAll(/\W/g, '')}`)
  named.push(made)
  return made
}
t.teardown(() => forget(named))

const queryable = (t: Test, { status, error }: Ingestion) => t.equal(status, 'queryable', JSON.stringify(error))

const placesOf = async (datasource: string): Promise<string[]> =>
  (await druidSql(`SELECT DISTINCT "place" FROM "${datasource}"`)).map(([place]) => String(place)).sort()

for (const [encoding, spelled] of Object.entries(words)) {
  t.test(`a file in ${encoding} arrives with every letter`, async (t) => {
    const datasource = name(encoding)
    const content = iconv.encode(text(spelled), encoding, { addBOM: encoding.startsWith('utf-16') })
    const loaded = await load({ filename: 'places.csv', content }, datasource)
    queryable(t, loaded)
    t.same(loaded.rows, { inFile: rows, ingested: rows, rejected: 0, missing: 0 })
    t.same(await placesOf(datasource), [...spelled].sort())
  })
}

t.test('a zstd file is found by its content, whatever its name says', async (t) => {
  const datasource = name('zstd')
  const spelled = words['utf-8'] as readonly string[]
  const loaded = await load({ filename: 'places.csv', content: zstdCompressSync(text(spelled)) }, datasource)
  queryable(t, loaded)
  t.equal(loaded.rows.ingested, rows)
  t.same(await placesOf(datasource), [...spelled].sort())
  t.equal((await ask(getUpload, { params: { id: loaded.uploadId } })).profile?.compression, 'zstd')
})

t.test('nested JSON becomes columns named by their path', async (t) => {
  const datasource = name('nested')
  const lines = Array.from({ length: rows }, (_, n) =>
    JSON.stringify({
      at: Date.UTC(2024, 0, 1 + (n % 28)),
      customer: { name: `C${n % 7}`, address: { city: n % 2 ? 'Kisumu' : 'Nakuru' } },
      items: [n, n + 1],
      amount: n / 4,
    }),
  )
  const loaded = await load({ filename: 'orders.ndjson', content: lines.join('\n') }, datasource)
  queryable(t, loaded)
  const city = loaded.plan.columns.find((column) => column.name === 'customer.address.city')?.as
  const found = await druidSql(`SELECT "${city}", COUNT(*), SUM("amount") FROM "${datasource}" GROUP BY 1 ORDER BY 1`)
  const sumOf = (odd: number) =>
    Array.from({ length: rows }, (_, n) => (n % 2 === odd ? n / 4 : 0)).reduce((sum, one) => sum + one, 0)
  t.same(found, [
    ['Kisumu', rows / 2, sumOf(1)],
    ['Nakuru', rows / 2, sumOf(0)],
  ])
})

t.test('of 100,000 dirty rows each is in Druid or set aside with its reason', async (t) => {
  const datasource = name('dirty')
  const lines = ['time,shop,amount,note']
  let bad = 0
  for (let n = 0; n < 100_000; n++) {
    const time = new Date(Date.UTC(2024, 0, 1) + n * 60_000).toISOString()
    if (n % 997 === 500) {
      bad++
      lines.push(`${time},Nairobi`)
    } else if (n % 991 === 300) {
      bad++
      lines.push(`not a time,Nairobi,${n},x`)
    } else if (n % 983 === 200) {
      bad++
      lines.push(`${time},Nairobi,a lot,x`)
    } else if (n % 977 === 100) lines.push(`${time},"Nairobi, ""West""",${n},"two\nlines"`)
    else lines.push(`${time},Mombasa,${n},${n % 3 === 0 ? '' : 'x'}`)
  }
  const loaded = await load({ filename: 'dirty.csv', content: lines.join('\n') }, datasource)
  queryable(t, loaded)
  t.same(loaded.rows, { inFile: 100_000, ingested: 100_000 - bad, rejected: bad, missing: 0 })
  const [[count, west] = []] = await druidSql(
    `SELECT COUNT(*), COUNT(*) FILTER (WHERE "shop" = 'Nairobi, "West"') FROM "${datasource}"`,
  )
  t.equal(count, 100_000 - bad)
  t.ok(Number(west) > 90, 'quotes and line breaks in cells are kept')
})
