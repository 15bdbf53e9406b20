import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import * as workbooks from '@e965/xlsx'
import iconv from 'iconv-lite'
import t from 'tap'
import { openBench } from './tabular-files.ts'

const bench = await openBench()
t.teardown(() => bench.close())

const table = 'when,city,amount\n2024-01-02,Nairobi,3\n2024-01-03,"Mombasa, old town",4\n2024-01-04,Kisumu,\n'
const summary = async (name: string, bytes: Uint8Array | string) => {
  const { profile, obstacles } = await bench.read(name, bytes)
  return {
    rows: profile.rows,
    types: profile.columns.map((column) => column.type).join(' '),
    nulls: profile.columns.map((column) => column.nulls),
    sum: profile.columns.at(-1)?.sum,
    time: profile.time?.column ?? null,
    encoding: profile.encoding,
    format: profile.format,
    compression: profile.compression,
    staged: obstacles.length > 0,
  }
}
const usual = {
  rows: 3,
  types: 'timestamp string long',
  nulls: [0, 0, 1],
  sum: 7,
  time: 'when',
  encoding: 'us-ascii',
  format: 'csv',
  compression: 'none',
  staged: false,
}

t.test('reads the same table in every spelling', async (t) => {
  const spellings: [string, Uint8Array | string, Partial<typeof usual>][] = [
    ['plain', table, {}],
    ['without a last line end', table.trimEnd(), {}],
    ['CRLF', table.replaceAll('\n', '\r\n'), {}],
    ['CR', table.replaceAll('\n', '\r'), { staged: true }],
    ['gzip', gzipSync(table), { compression: 'gzip' }],
    ['zstd', zstdCompressSync(Buffer.from(table)), { compression: 'zstd' }],
    [
      'two gzip members',
      Buffer.concat([gzipSync(table.slice(0, 40)), gzipSync(table.slice(40))]),
      { compression: 'gzip' },
    ],
    ['UTF-8 with a mark', `\ufeff${table}`, { encoding: 'utf-8', staged: true }],
    [
      'UTF-16 LE with a mark',
      iconv.encode(table, 'utf-16le', { addBOM: true }),
      { encoding: 'utf-16le', staged: true },
    ],
    [
      'UTF-16 BE with a mark',
      iconv.encode(table, 'utf-16be', { addBOM: true }),
      { encoding: 'utf-16be', staged: true },
    ],
    ['UTF-16 LE without', iconv.encode(table, 'utf-16le'), { encoding: 'utf-16le', staged: true }],
    [
      'semicolons',
      'when;city;amount\n2024-01-02;Nairobi;3\n2024-01-03;"Mombasa; old town";4\n2024-01-04;Kisumu;\n',
      { staged: true },
    ],
    ['tabs', table.replaceAll(', ', ' ').replaceAll('"', '').replaceAll(',', '\t'), {}],
    [
      "' quotes",
      "when,city,amount\n2024-01-02,Nairobi,3\n2024-01-03,'Mombasa, old town',4\n2024-01-04,'Kisumu, new',\n",
      { staged: true },
    ],
    [
      'backslash escapes',
      'when,city,amount\n2024-01-02,"Nai\\"ro\\"bi, town",3\n2024-01-03,"Mombasa, \\"old\\" town",4\n2024-01-04,Kisumu,\n',
      { staged: true },
    ],
    [
      'line breaks in cells',
      'when,city,amount\n2024-01-02,"Nai\nrobi",3\n2024-01-03,"Mombasa, old town",4\n2024-01-04,Kisumu,\n',
      { staged: true },
    ],
    ['preamble', `Sales of the branch\n\n${table}`, { staged: true }],
    ['blank lines at the end', `${table}\n\n`, {}],
    [
      'multi-character delimiter',
      'when||city||amount\n2024-01-02||Nairobi||3\n2024-01-03||Mombasa, old||4\n2024-01-04||Kisumu||\n',
      { staged: true },
    ],
    [
      'NDJSON',
      '{"when":"2024-01-02","city":"a","amount":3}\n{"when":"2024-01-03","city":"b","amount":4}\n{"when":"2024-01-04","city":"c","amount":null}\n',
      { format: 'ndjson' },
    ],
    [
      'a JSON list',
      '[{"when":"2024-01-02","city":"a","amount":3},\n{"when":"2024-01-03","city":"b","amount":4},{"when":"2024-01-04","city":"c"}]',
      { format: 'json', staged: true },
    ],
    [
      'JSON over several lines',
      '[\n  {\n    "when": "2024-01-02",\n    "city": "a",\n    "amount": 3\n  },\n  {"when":"2024-01-03","city":"b","amount":4},{"when":"2024-01-04","city":"c"}]',
      { format: 'json', staged: true },
    ],
  ]
  for (const [name, bytes, different] of spellings)
    t.match(await summary(`${name}.csv`, bytes), { ...usual, ...different }, name)
})

t.test('reads letters beyond ASCII in every encoding', async (t) => {
  const text = 'ville;prix\nÉvreux;1,5\nNîmes;2,25\nBéziers;“3”\n'.replace('“3”', '3')
  const cases: [string, string, string][] = [
    ['utf-8', 'utf-8', text],
    ['iso-8859-1', 'iso-8859-1', text],
    ['windows-1252', 'windows-1252', text.replace('Nîmes', 'Nîmes – “sud”')],
    ['windows-1251', 'windows-1251', 'город;цена\nМосква;1,5\nСанкт-Петербург;2,25\nКазань;3\n'],
    ['shift_jis', 'shift_jis', '都市;価格\n東京とうきょう;1,5\nおおさか大阪;2,25\nキョウト京都;3\n'],
    ['gb18030', 'gb18030', '城市;价格\n北京市朝阳区;1,5\n上海市浦东新区;2,25\n广州市天河区;3\n'],
  ]
  for (const [name, encoding, content] of cases) {
    const { profile, obstacles } = await bench.read(name, iconv.encode(content, encoding))
    t.equal(profile.encoding, name)
    t.equal(profile.rows, 3, name)
    t.equal(profile.columns[0]?.name, content.split(/[;\n]/)[0], name)
    t.equal(profile.columns[0]?.top.length, 3, name)
    t.equal(profile.columns[1]?.sum, 6.75, name)
    t.ok(obstacles.length > 0, name)
  }
})

t.test('names columns for Druid without losing the name in the file', async (t) => {
  const { profile, obstacles } = await bench.read(
    'names.csv',
    `__time,a,A, spaced ,,"a""b",😀,"'; DROP TABLE x; --",time\n${'2024-01-01,1,2,3,4,5,6,7,8\n'.repeat(3)}`,
  )
  t.same(
    profile.columns.map((column) => column.as),
    ['time', 'a', 'A_2', 'spaced', 'column_5', 'a"b', '😀', "'; DROP TABLE x; --", 'time_2'],
  )
  t.same(
    profile.columns.map((column) => column.name),
    ['__time', 'a', 'A', ' spaced ', 'column_5', 'a"b', '😀', "'; DROP TABLE x; --", 'time'],
  )
  t.ok(obstacles.length > 0)
})

t.test('tells columns of one name apart, so that a plan can name each', async (t) => {
  const { profile } = await bench.read('twins.csv', `time,a,a,,a_2\n${'2024-01-01,1,2,3,4\n'.repeat(3)}`)
  t.same(
    profile.columns.map((column) => column.name),
    ['time', 'a', 'a_3', 'column_4', 'a_2'],
  )
})

t.test('keeps null tokens of numbers apart from values and says so', async (t) => {
  const { profile, obstacles } = await bench.read(
    'tokens.csv',
    `n,s\n1,NA\n2,NA\nN/A,x\n,y\n-,z\n${'5,q\n'.repeat(30)}`,
  )
  t.match(profile.columns[0], { type: 'long', nulls: 3, sum: 153 })
  t.same([...(profile.columns[0]?.nullTokens ?? [])].sort(), ['-', 'N/A'])
  t.match(profile.columns[1], { type: 'string', nulls: 0 })
  t.ok(obstacles.some((sentence) => sentence.includes('N/A')))
})

t.test('finds the one odd value far below the head', async (t) => {
  const rows = Array.from({ length: 60_000 }, (_, n) => `${n % 97},${(n % 97) + 0.5}`)
  rows[55_000] = 'oops,1e400'
  const { profile } = await bench.read('odd.csv', `count,price\n${rows.join('\n')}\n`)
  t.match(
    profile.columns.map((column) => column.type),
    ['long', 'double'],
  )
  t.equal(profile.warnings.filter((warning) => warning.code === 'misfits').length, 2)
  t.match(profile.warnings[0]?.message, /oops/)
})

t.test('widens a type when the rest of the file asks for it', async (t) => {
  const head = Array.from({ length: 60_000 }, (_, n) => `${n % 97},${n % 97},2024-01-01,${n % 97}`)
  const rest = Array.from({ length: 2_000 }, (_, n) => `${n}.5,00${n},2024-01-01T10:00:00Z,"1,234"`)
  const { profile } = await bench.read('wide.csv', `a,b,c,d\n${[...head, ...rest].join('\n')}\n`)
  t.same(
    profile.columns.map((column) => column.type),
    ['double', 'string', 'timestamp', 'long'],
  )
  t.equal(profile.time?.format, 'iso')
})

t.test('decides between day first and month first by the whole file', async (t) => {
  const many = (last: string) => `d,n\n${'01/02/2024,1\n'.repeat(40_000)}${last},2\n`
  t.match((await bench.read('day.csv', many('13/02/2024'))).profile.time, { format: 'dd/MM/yyyy', failed: 0 })
  t.match((await bench.read('month.csv', many('02/13/2024'))).profile.time, { format: 'MM/dd/yyyy', failed: 0 })
  t.match((await bench.read('both.csv', many('02/03/2024'))).profile.time, { ambiguous: true })
})

t.test('reads workbooks: dates as dates, formulas as their values, the sheet that has rows', async (t) => {
  const sheet = workbooks.utils.aoa_to_sheet(
    [
      ['Report'],
      [],
      ['day', 'ok', 'n', 'code'],
      [new Date(Date.UTC(2024, 0, 2)), true, 1.5, '007'],
      [new Date(Date.UTC(2024, 0, 3)), false, 2, '008'],
    ],
    { cellDates: false, UTC: true, dateNF: 'yyyy-mm-dd' },
  )
  sheet.C5 = { t: 'n', v: 2, f: '1+1' }
  const book = workbooks.utils.book_new()
  workbooks.utils.book_append_sheet(book, workbooks.utils.aoa_to_sheet([]), 'Empty')
  workbooks.utils.book_append_sheet(book, sheet, 'Data')
  for (const bookType of ['xlsx', 'biff8'] as const) {
    const { profile, obstacles } = await bench.read('book.csv', workbooks.write(book, { type: 'buffer', bookType }))
    t.match(
      profile,
      {
        format: 'xlsx',
        rows: 2,
        sheet: 'Data',
        sheets: ['Empty', 'Data'],
        time: { column: 'day', min: '2024-01-02T00:00:00.000Z' },
      },
      bookType,
    )
    t.same(
      profile.columns.map((column) => column.type),
      ['timestamp', 'boolean', 'double', 'string'],
      bookType,
    )
    t.equal(profile.columns[2]?.sum, 3.5)
    t.ok(obstacles.length > 0)
  }
})

t.test('reads Parquet with its own types, structures flattened', async (t) => {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const path = join(bench.folder, 'made.parquet')
  await connection.run(
    `COPY (SELECT TIMESTAMP '2024-01-02 03:04:05' AS at, i::INTEGER AS n, (i + 0.25)::DECIMAL(10,2) AS price, i > 1 AS big, '0' || i AS code, {'x': i, 'y z': 'q'} AS nested, [i, 2] AS list, NULL::BIGINT AS nothing FROM range(3) t(i)) TO '${path}' (FORMAT parquet)`,
  )
  connection.closeSync()
  const { profile } = await bench.read('made', await readFile(path))
  t.same(
    profile.columns.map((column) => `${column.name} ${column.type}`),
    [
      'at timestamp',
      'n long',
      'price double',
      'big boolean',
      'code string',
      'nested.x long',
      'nested.y z string',
      'list string',
      'nothing long',
    ],
  )
  t.match(profile, { format: 'parquet', rows: 3, time: { column: 'at', min: '2024-01-02T03:04:05.000Z' } })
  t.equal(profile.columns[2]?.sum, 3.75)
})

t.test('flattens nested JSON and keeps every digit', async (t) => {
  const { profile } = await bench.read(
    'nested.json',
    '{"id":9007199254740993,"a":{"b":{"c":1.5},"d e":"x"},"l":[1,2]}\n{"id":9223372036854775807,"a":{"b":{"c":2}},"l":[]}\n',
  )
  t.same(
    profile.columns.map((column) => `${column.name} ${column.type}`),
    ['id long', 'a.b.c double', 'a.d e string', 'l string'],
  )
  t.same(profile.columns[0]?.top.map((top) => top.value).sort(), ['9007199254740993', '9223372036854775807'])
})

t.test('reads the one list of objects that an object wraps, and says which', async (t) => {
  const rows = Array.from({ length: 300 }, (_, n) => ({
    at: `2024-01-01T00:${String(n % 60).padStart(2, '0')}:00Z`,
    n,
    in: { x: n / 2 },
  }))
  const wrapped = { count: 300, page: { next: null }, reply: { items: rows } }
  for (const text of [JSON.stringify(wrapped), `${JSON.stringify(wrapped)}\n`, JSON.stringify(wrapped, null, 2)]) {
    const { profile, obstacles, file } = await bench.read('wrapped.json', text)
    t.match(profile, { format: 'json', rows: 300, time: { column: 'at' } })
    t.same(
      profile.columns.map((column) => `${column.name} ${column.type}`),
      ['at timestamp', 'n long', 'in.x double'],
    )
    t.equal(profile.columns[1]?.sum, (299 * 300) / 2)
    const [warning] = profile.warnings
    t.match(warning, { code: 'wrapped_list', message: /"reply\.items".*"count", "page"/ })
    t.ok(obstacles.length > 0, 'Druid does not read it as it is')
    t.match((await bench.tabular.preview(file, profile, 2)).rows, [
      ['2024-01-01T00:00:00.000Z', 0, 0],
      ['2024-01-01T00:01:00.000Z', 1, 0.5],
    ])
  }
})

t.test('reads a wrapped list that is longer than any object may be', async (t) => {
  const row = `{"n":1,"text":"${'x'.repeat(200)}"}`
  const { profile } = await bench.read('long.json', `{"data":[${Array.from({ length: 90_000 }, () => row).join(',')}]}`)
  t.match(profile, { rows: 90_000, columns: [{ sum: 90_000 }, { distinct: 1 }] })
})

t.test('one object a line stays one row a line, lists in it or not', async (t) => {
  const { profile } = await bench.read('lines.json', '{"id":1,"l":[{"a":1}]}\n{"id":2,"l":[{"a":2},{"a":3}]}\n')
  t.match(profile, { format: 'ndjson', rows: 2 })
})

t.test('refuses a wrapped list that breaks far below the head', async (t) => {
  const lines = Array.from({ length: 9000 }, (_, n) => `    {"n": ${n}, "text": "${'y'.repeat(40)}"}`)
  lines[8000] = '    {"n": 8000, "text" "z"}'
  const error = await bench.refusal('broken.json', `{\n  "data": [\n${lines.join(',\n')}\n  ]\n}`)
  t.match(error, { code: 'unreadable_file', details: { line: 8003, column: 24 } })
})

t.test('counts rows that cannot be split, and reads the rest', async (t) => {
  const { profile, obstacles } = await bench.read('ragged.csv', 'a,b,c\n1,2,3\n1,2\n1,2,3,4\n4,5,6\n7,8,9\n')
  t.match(profile, { rows: 5, warnings: [{ code: 'ragged' }] })
  t.equal(profile.columns[0]?.sum, 12)
  t.ok(obstacles.length > 0)
  const broken = await bench.read('broken.json', '{"a":1}\n{"a":2\n{"a":3}\n')
  t.match(broken.profile, { rows: 3, columns: [{ sum: 4 }] })
})

t.test('notices far below the head that the text is not UTF-8', async (t) => {
  const plain = `a,b\n${'x,1\n'.repeat(90_000)}`
  const late = await bench.read('late.csv', Buffer.concat([Buffer.from(plain), iconv.encode('é,2\n', 'windows-1252')]))
  t.match(late.profile, { encoding: 'windows-1252', rows: 90_001 })
  t.ok(late.profile.columns[0]?.top.some((top) => top.value === 'é'))
  const damaged = await bench.read(
    'damaged.csv',
    Buffer.concat([Buffer.from(`é${plain}`), Buffer.from([0xff, 0x2c, 0x32, 0x0a])]),
  )
  t.match(damaged.profile, { encoding: 'utf-8', rows: 90_001, warnings: [{ code: 'encoding' }] })
  t.ok(damaged.obstacles.length > 0)
})

t.test('some broken times leave the only time column one, never a second one', async (t) => {
  const rows = (n: number): string => `2024-01-${String(1 + (n % 28)).padStart(2, '0')}`
  const broken = (n: number): string => (n % 25 === 7 ? 'soon' : rows(n))
  const lines = (line: (n: number) => string): string => Array.from({ length: 200 }, (_, n) => line(n)).join('\n')
  const alone = (await bench.read('alone.csv', `day,n\n${lines((n) => `${broken(n)},${n}`)}\n`)).profile
  t.equal(alone.columns[0]?.type, 'timestamp')
  t.match(alone.time, { column: 'day', parsed: 192, failed: 8 })
  const second = (await bench.read('second.csv', `day,due\n${lines((n) => `${rows(n)},${broken(n)}`)}\n`)).profile
  t.same(
    second.columns.map(({ type }) => type),
    ['timestamp', 'string'],
  )
  const words = (await bench.read('words.csv', `day,n\n${lines((n) => `${n % 3 === 0 ? 'soon' : rows(n)},${n}`)}\n`))
    .profile
  t.equal(words.time, null)
})
