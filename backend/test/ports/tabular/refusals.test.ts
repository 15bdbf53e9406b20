import { randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'
import * as workbooks from '@e965/xlsx'
import { ProductError } from '@nemeton/contract'
import t from 'tap'
import { createSpool } from '../../../src/ports/tabular/spool.ts'
import { openBench, pieces, planFor } from './tabular-files.ts'

const bench = await openBench()

const workbook = (bookType: workbooks.BookType): Uint8Array => {
  const book = workbooks.utils.book_new()
  const rows = [
    ['day', 'n'],
    ['2024-01-01', 1],
    ['2024-01-02', 2],
  ]
  workbooks.utils.book_append_sheet(book, workbooks.utils.aoa_to_sheet(rows), 'A')
  return workbooks.write(book, { type: 'buffer', bookType })
}

const parquet = async (query: string): Promise<Uint8Array> => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const path = join(bench.folder, 'made.parquet')
  await connection.run(`COPY (${query}) TO '${path}' (FORMAT parquet)`)
  connection.closeSync()
  return readFile(path)
}
t.teardown(() => bench.close())

const big = Buffer.from(`a,b\n${'1,2\n'.repeat(20_000)}${randomBytes(30_000).toString('hex')},1\n`)

t.test('says what is wrong with what it cannot read', async (t) => {
  const cases: [string, Uint8Array | string, string, RegExp, unknown?][] = [
    ['an empty file', '', 'empty_file', /empty/],
    ['nothing but spaces', '  \n\n  \n', 'empty_file', /spaces/],
    ['a header without rows', 'a,b,c\n', 'no_rows', /no rows/],
    ['binary junk', randomBytes(5_000), 'unknown_format', /binary|not a table/],
    ['a gzip of a gzip', gzipSync(gzipSync('a,b\n1,2\n')), 'unknown_format', /packed twice, with gzip/],
    ['a gzip of a zstd', gzipSync(zstdCompressSync(Buffer.from('a,b\n1,2\n'))), 'unknown_format', /packed twice/],
    ['a web page', '<!DOCTYPE html><table><tr><td>1</td></tr></table>\n', 'unknown_format', /web page/],
    ['XML', '<?xml version="1.0"?>\n<r><a>1</a></r>\n', 'unknown_format', /XML/],
    ['one cell', 'x', 'no_rows', /no rows/, { line: 1 }],
    ['a lone quote', '"', 'no_rows', /no rows/],
    [
      '100,000 columns',
      `${Array.from({ length: 100_000 }, (_, n) => `c${n}`).join(',')}\n${'1,'.repeat(99_999)}1\n`,
      'too_many_columns',
      /first line has more than 2,000 cells/,
      { line: 1 },
    ],
    [
      'a JSON list with a field twice',
      '[{"b":1},{"a":1,"a":2}]',
      'unreadable_file',
      /Object 2 .* "a" twice/,
      { object: 2 },
    ],
    ['two JSON lists', '[{"a":1}]\n[{"a":2}]', 'unreadable_file', /one list of objects/],
    ['a picture', Buffer.from('\u0089PNG\r\n\u001a\n0000', 'latin1'), 'unknown_format', /PNG/],
    ['a document', '%PDF-1.7\nhello', 'unknown_format', /PDF/],
    ['a truncated gzip', gzipSync(big).subarray(0, 20_000), 'unreadable_file', /cut short/],
    [
      'a broken gzip',
      Buffer.concat([gzipSync(big).subarray(0, 10_000), randomBytes(10_000)]),
      'unreadable_file',
      /cut short|broken/,
    ],
    ['a truncated zstd', zstdCompressSync(big).subarray(0, 20_000), 'unreadable_file', /cut short|broken/],
    ['a broken Parquet', Buffer.concat([Buffer.from('PAR1'), randomBytes(500)]), 'unreadable_file', /Parquet/],
    [
      'a zip that is no workbook',
      Buffer.concat([Buffer.from('PK\u0003\u0004'), randomBytes(500)]),
      'unknown_format',
      /zip/,
    ],
    [
      'a broken workbook',
      Buffer.concat([Buffer.from('PK\u0003\u0004xl/workbook.xml'), randomBytes(500)]),
      'unreadable_file',
      /workbook/,
    ],
    [
      'JSON broken at the head',
      '{"a":1,"b":}\n{"a":2}\n',
      'unreadable_file',
      /line 1, column 12/,
      { line: 1, column: 12 },
    ],
    ['a broken JSON list', '[{"a":1},\n{"a":2 "b":3}]', 'unreadable_file', /line 2, column 8/, { line: 2, column: 8 }],
    ['an empty JSON list', '[]', 'no_rows', /empty/],
    [
      '3,000 columns',
      `${Array.from({ length: 3_000 }, (_, n) => `c${n}`).join(',')}\n${'1,'.repeat(2_999)}1\n`,
      'too_many_columns',
      /3,000/,
    ],
  ]
  for (const [name, bytes, code, message, details] of cases) {
    const error = await bench.refusal(`${name}.csv`, bytes)
    t.equal(error.code, code, name)
    t.match(error.message, message, name)
    if (details !== undefined) t.match(error.details, details, name)
  }
})

t.test('leaves nothing in the spool of a file that failed, and forgets removed ones', async (t) => {
  const folder = join(bench.folder, 'other')
  const spool = createSpool({ folder, maxBytes: 2e6, maxUnpackedBytes: 1e6 })
  const code = (promise: Promise<unknown>) =>
    promise.then(
      () => 'none',
      (error) => (error instanceof ProductError ? error.code : String(error)),
    )
  t.equal(await code(spool.write('one', 'x', pieces(gzipSync(big).subarray(0, 9_000)))), 'unreadable_file')
  t.equal(await code(spool.write('two', 'x', pieces(gzipSync(Buffer.alloc(5e6))))), 'too_large')
  t.equal(await code(spool.write('../three', 'x', pieces(big))), 'invalid_request')
  const controller = new AbortController()
  const slow = async function* () {
    yield big.subarray(0, 1000)
    controller.abort()
    yield big.subarray(1000)
  }
  t.equal(await code(spool.write('four', 'x', slow(), controller.signal)), 'canceled')
  const failing = async function* () {
    yield big.subarray(0, 1000)
    throw new Error('the line went dead')
  }
  t.equal(await code(spool.write('five', 'x', failing())), 'Error: the line went dead')
  t.same(await readdir(folder), [])
  const kept = await spool.write('six', 'six.csv', pieces(Buffer.alloc(9e5)))
  t.same(await spool.find('six'), kept)
  await spool.write('seven', 'x', pieces(Buffer.alloc(9e5)))
  t.equal(await code(spool.write('eight', 'x', pieces(Buffer.alloc(9e5)))), 'spool_full')
  await spool.remove('six')
  t.equal(await spool.find('six'), null)
  await spool.clear()
  t.same(await readdir(folder), [])
})

t.test('rejects a line of 5 MB by its number and reads the rest, wherever it stands', async (t) => {
  const long = 'x'.repeat(5_000_000)
  const many = (from: number): string => Array.from({ length: 60_000 }, (_, n) => `${from + n},2\n`).join('')
  const cases: [string, string, number, number][] = [
    ['near the head', `a,b\n1,2\n${long},2\n3,4\n5,6\n`, 4, 3],
    ['far below the head', `a,b\n${many(0)}${long},2\n${many(70_000)}`, 120_001, 60_002],
  ]
  for (const [name, text, rows, line] of cases) {
    const { profile, file } = await bench.read('long.csv', text)
    t.equal(profile.rows, rows, name)
    t.match(profile.warnings, [{ code: 'ragged', line, message: /longer than 2 MB/ }], name)
    const plan = planFor(profile)
    t.equal((await bench.tabular.preview(file, profile, 3)).rows.length, 3, name)
    t.equal((await bench.tabular.sample(file, profile, plan, 3)).lines.length, 3, name)
    const staged = await bench.tabular.stage(file, profile, plan, join(bench.folder, 'staged'))
    t.match(staged, { rows: rows - 1, rejected: 1 }, name)
    t.match(await readFile(staged.rejectedPath as string, 'utf8'), new RegExp(`\n${line},`), name)
  }
  const header = await bench.refusal('header.csv', `${long},b\n1,2\n3,4\n`)
  t.match(header, { code: 'no_rows', message: /line 1: the row is longer than 2 MB/, details: { line: 1 } })
})

t.test('refuses JSON that nests without end, by its line, and reads one that nests deep', async (t) => {
  const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
  const rows = '{"a":1}\n'.repeat(60_000)
  const cases: [string, string, number][] = [
    ['open brackets', '['.repeat(100_000), 1],
    ['closed brackets', '['.repeat(100_000) + ']'.repeat(100_000), 1],
    ['an object', nested(100_000), 1],
    ['a line far below the head', `${rows}${nested(20_000)}\n`, 60_001],
  ]
  for (const [name, text, line] of cases)
    t.match(
      await bench.refusal(`${name}.json`, text),
      { code: 'unreadable_file', message: /nests more than 200 levels/, details: { line } },
      name,
    )
  t.equal((await bench.read('deep.json', `${nested(150)}\n`.repeat(3))).profile.rows, 3)
  const texts = await bench.read('texts.json', `{"a":"${'['.repeat(1_000)}"}\n`.repeat(3))
  t.equal(texts.profile.rows, 3)
})

t.test('refuses what unpacks without end', async (t) => {
  for (const pack of [gzipSync, zstdCompressSync]) {
    const error = await bench.refusal('bomb.csv', pack(Buffer.alloc(300_000_000, '1,2\n')))
    t.match(error, { code: 'too_large', message: /unpacks to more than 600 times/ })
  }
})

t.test('stages columns whose names mean something elsewhere', async (t) => {
  const names = ['__time', 'a"b', '😀', "'; DROP TABLE x; --", '__TIME', 'line\nbreak', '$.a', '{"a":1}', 'line_', 'c0']
  const header = names.map((name) => `"${name.replaceAll('"', '""')}"`).join(',')
  const row = `2024-01-01${',7'.repeat(names.length - 1)}\n`
  const { profile, file } = await bench.read('names.csv', `${header}\n${row.repeat(3)}`)
  t.same(
    profile.columns.map((column) => column.name),
    names,
  )
  const staged = await bench.tabular.stage(file, profile, planFor(profile), join(bench.folder, 'named'))
  t.match(staged, { rows: 3, rejected: 0 })
  const lines = zstdDecompressSync(await readFile(staged.parts[0]?.path as string))
    .toString()
    .trim()
    .split('\n')
  t.same(
    Object.keys(JSON.parse(lines[0] as string)).sort(),
    ['__time', ...profile.columns.slice(1).map(({ as }) => as)].sort(),
  )
  t.equal(new Set(profile.columns.map(({ as }) => as.toLowerCase())).size, names.length)
})

t.test('reads NUL bytes and an unclosed quote, or says which line is wrong', async (t) => {
  const nul = await bench.read('nul.csv', `a,b\n${'1,x\n'.repeat(500)}2,a\u0000b\n`)
  t.equal(nul.profile.rows, 501)
  const open = await bench.read('open.csv', `a,b\n${'1,"x"\n'.repeat(500)}2,"never closed\n${'3,"y"\n'.repeat(500)}`)
  t.equal(open.profile.rows, 1_001)
  t.match(open.profile.warnings, [{ code: 'ragged', line: 502, message: /never closed/ }])
})

t.test('rejects a well-quoted cell of 5 MB with line breaks as one row, by its line and cell', async (t) => {
  const long = `${'line of a very long note\n'.repeat(200_000)}the ""end""`
  for (const [name, before] of [
    ['in the head', 500],
    ['far below', 60_000],
  ] as const) {
    const { profile, file } = await bench.read('long.csv', `a,b\n${'1,2\n'.repeat(before)}3,"${long}"\n5,"6"\n7,8\n`)
    t.equal(profile.rows, before + 3, name)
    const line = before + 2
    t.match(profile.warnings, [{ code: 'ragged', line, message: /longer than 2 MB: its cell 2 has 5\.0 MB/ }], name)
    const staged = await bench.tabular.stage(file, profile, planFor(profile), join(bench.folder, 'quoted'))
    t.match(staged, { rows: before + 2, rejected: 1 }, name)
  }
})

t.test('leaves comments out that begin below the head, and keeps rows that begin alike', async (t) => {
  const rows = (first: string): string => `${first},2\n`.repeat(90_000)
  const late = await bench.read('late.csv', `a,b\n${rows('1')}# a note of one cell\n3,4\n// another\n5,6\n`)
  t.match(late.profile, { rows: 90_002, warnings: [{ code: 'comments', line: 90_002, message: /^2 lines/ }] })
  t.ok(late.obstacles.length > 0, 'Druid does not read it as it is')
  const hashes = await bench.read('hashes.csv', `a,b\n${rows('#1')}#2\n#3,4\n`)
  t.match(hashes.profile, { rows: 90_002, warnings: [{ code: 'ragged', line: 90_002 }] })
})

t.test('sets many rows aside in their order, each as it stands, whatever separators its text holds', async (t) => {
  const many = 30_000
  const lines = Array.from({ length: many }, (_, n) => (n % 3 === 0 ? `${n},${n}` : `${n},"é\u2028 ""${n}"""`))
  const { profile, file } = await bench.read('many.csv', `n,m\n${lines.join('\n')}\n`)
  const plan = planFor(profile)
  const asLong = plan.columns.map((column) => ({ ...column, type: 'long' as const }))
  const staged = await bench.tabular.stage(file, profile, { ...plan, columns: asLong }, join(bench.folder, 'many'))
  t.match(staged, { rows: many / 3, rejected: (many / 3) * 2 })
  const csv = (await readFile(staged.rejectedPath as string, 'utf8')).trimEnd().split('\n')
  t.equal(csv.length, staged.rejected + 1)
  t.equal(csv[1], '3,m,it is not a whole number,"é\u2028 ""1""","1,""é\u2028 """"1"""""""')
  t.equal(csv.at(-1)?.split(',')[0], String(many + 1))
  const numbers = csv.slice(1).map((line) => Number(line.split(',')[0]))
  t.ok(numbers.every((line, n) => n === 0 || line > (numbers[n - 1] as number)))
  t.same((await readdir(join(bench.folder, 'many'))).sort(), ['parts', 'rejected.csv'])
})

t.test('reads lines of JSON whose texts hold other line separators, beside a broken one', async (t) => {
  const { profile, file } = await bench.read('lines.ndjson', '{"a":"x\u2028y\u0085z"}\n{"a":\n{"a":"w"}\n')
  t.match(profile, { rows: 3, warnings: [{ code: 'ragged', line: 2 }] })
  const staged = await bench.tabular.stage(file, profile, planFor(profile), join(bench.folder, 'lines'))
  t.match(staged, { rows: 2, rejected: 1 })
})

t.test('reads what is odd and yet a table', async (t) => {
  const cases: [string, Uint8Array | string, number, string[]][] = [
    ['one column', 'n\n1\n2\n3\n', 3, ['n']],
    ['empty columns', 'a,b,c\n,,\n,,\n', 2, ['a', 'b', 'c']],
    ['a quote opened at the very end', 'a,b\n1,2\n3,"', 2, ['a', 'b']],
    ['all line ends', 'a,b\n1,2\r\n3,4\r5,6\n7,8\r\n', 4, ['a', 'b']],
    ['a byte order mark in the middle', 'a,b\n1,2\n\ufeff3,4\n5,6\n', 3, ['a', 'b']],
    ['the delimiter in the first line', 'sep=;\na;b\n1;2\n3;4\n', 2, ['a', 'b']],
    ['a gzip of a workbook', gzipSync(workbook('xlsx')), 2, ['day', 'n']],
    ['a workbook with macros', workbook('xlsm'), 2, ['day', 'n']],
    ['a binary workbook', workbook('xlsb'), 2, ['day', 'n']],
    ['an OpenDocument sheet', workbook('ods'), 2, ['day', 'n']],
    ['JSON with a field twice', '{"a":1,"a":2}\n{"a":3}\n', 2, ['a']],
    ['JSON with names that differ in case', '{"a":1,"A":2}\n{"a":3}\n', 2, ['a', 'A']],
    ['JSON with empty names', '[{"":1,"x\\"/y":{"q":1}},{"":2}]', 2, ['column_1', 'x"/y.q']],
    ['JSON with a name of JavaScript', '{"__proto__":1,"a":1}\n{"__proto__":2,"b":1}\n', 2, ['__proto__', 'a', 'b']],
    ['JSON with texts that are no characters', '{"a":"\\ud800","b":"\\u0000"}\n{"a":"y"}\n', 2, ['a', 'b']],
    ['JSON with numbers that are none', '{"a":1e999,"b":123456789012345678901234567890}\n{"a":1}\n', 2, ['a', 'b']],
    ['JSON lines, one of them of 17 MB', `{"a":"${'x'.repeat(17 * 1024 ** 2)}"}\n{"a":"y"}\n`, 2, ['a']],
    ['JSON lines, some of them no objects', '{"a":1}\n[1]\n"x"\nnull\n{"a":2}\n', 5, ['a']],
  ]
  for (const [name, bytes, rows, names] of cases) {
    const { profile, file } = await bench.read(name, bytes)
    t.equal(profile.rows, rows, name)
    t.same(
      profile.columns.map((column) => column.name),
      names,
      name,
    )
    const plan = planFor(profile)
    const staged = await bench.tabular.stage(file, profile, plan, join(bench.folder, 'odd'))
    t.equal(staged.rows + staged.rejected, rows, name)
    const sample = await bench.tabular.sample(file, profile, plan, rows)
    t.equal(sample.lines.length, staged.rows, name)
    const keys = profile.columns.map((column) => (column.name === profile.time?.column ? '__time' : column.as))
    t.same(Object.keys(sample.lines[0] ?? {}), keys, name)
  }
})

t.test('reads a text as UTF-8 although some bytes of its head are broken, and says so', async (t) => {
  const text = Buffer.concat([Buffer.from(`a,b\n${'ü,2\n'.repeat(20)}`), Buffer.from([0xc3, 0x2c, 0x32, 0x0a])])
  const { profile } = await bench.read('damaged.csv', text)
  t.match(profile, { encoding: 'utf-8', rows: 21, warnings: [{ code: 'encoding' }] })
  t.equal(profile.columns[0]?.top[0]?.value, 'ü')
})

t.test('reads Parquet of every type, whatever its columns are called', async (t) => {
  const { profile, file } = await bench.read(
    'types',
    await parquet(
      `SELECT MAP {'k': i} AS m, [[i], [2]] AS lists, {'x': {'y': [i]}} AS s, 1.25::DECIMAL(38, 2) AS d, TIMESTAMPTZ '2024-01-01 10:00:00+03' AS tz, TIMESTAMP_NS '2024-01-01 00:00:00.123456789' AS ns, TIME '10:11:12' AS clock, 18446744073709551615::UBIGINT AS ub, 9007199254740993::BIGINT AS big, 'NaN'::DOUBLE AS nan, i AS file_row_number, i AS line_, i AS "a""b" FROM range(3) t(i)`,
    ),
  )
  const staged = await bench.tabular.stage(file, profile, planFor(profile), join(bench.folder, 'types'))
  t.match(staged, { rows: 3, rejected: 0 })
  const [line = ''] = zstdDecompressSync(await readFile(staged.parts[0]?.path as string))
    .toString()
    .split('\n')
  const { file_row_number: row, ...values } = JSON.parse(line.replace('9007199254740993', '"9007199254740993"'))
  t.match(values, {
    m: `{"k":${row}}`,
    lists: `[[${row}],[2]]`,
    's.x.y': `[${row}]`,
    d: 1.25,
    __time: Date.UTC(2024, 0, 1, 7),
    ns: Date.UTC(2024, 0, 1, 0, 0, 0, 123),
    clock: '10:11:12',
    ub: '18446744073709551615',
    big: '9007199254740993',
    nan: null,
    line_: row,
    'a"b': row,
  })
})
