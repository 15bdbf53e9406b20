import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import type { IngestionPlan } from '@nemeton/contract'
import t from 'tap'
import { makeTable, random, type Way, writeTable } from '../../olap/tabular/made-tables.ts'
import { openBench, planFor } from './tabular-files.ts'

const bench = await openBench()
t.teardown(() => bench.close())
let folders = 0

const staged = async (name: string, text: string, change: (plan: IngestionPlan) => IngestionPlan = (plan) => plan) => {
  const { profile, file } = await bench.read(name, text)
  const result = await bench.tabular.stage(
    file,
    profile,
    change(planFor(profile)),
    join(bench.folder, `out${++folders}`),
  )
  const lines: string[] = []
  for (const part of result.parts)
    lines.push(
      ...zstdDecompressSync(await readFile(part.path))
        .toString()
        .trimEnd()
        .split('\n'),
    )
  const rejected =
    result.rejectedPath === null ? [] : (await readFile(result.rejectedPath, 'utf8')).trimEnd().split('\n')
  t.equal(result.rows + result.rejected, profile.rows, `${name}: every row is staged or rejected`)
  t.equal(lines.length, result.rows, name)
  return { lines: lines.sort(), rejected, result, profile }
}

t.test('writes values exactly, whatever spelling they had', async (t) => {
  const { lines } = await staged(
    'values.csv',
    "Tag;Menge;Preis;Konto;Aktiv;Text\n31.12.2023 23:59;9007199254740993;1.234,5;007;ja;'a;b'\n01.01.2024 00:00;-5;0,25;008;nein;\n02.01.2024 00:00;NA;-;009;ja;'ü\"'\n",
  )
  t.same(lines, [
    `{"__time":${Date.UTC(2023, 11, 31, 23, 59)},"Menge":9007199254740993,"Preis":1234.5,"Konto":"007","Aktiv":1,"Text":"a;b"}`,
    `{"__time":${Date.UTC(2024, 0, 1)},"Menge":-5,"Preis":0.25,"Konto":"008","Aktiv":0,"Text":null}`,
    `{"__time":${Date.UTC(2024, 0, 2)},"Menge":null,"Preis":null,"Konto":"009","Aktiv":1,"Text":"ü\\""}`,
  ])
})

t.test(
  'sets aside rows without a time, ragged rows and odd values, each with its line, reason and raw row',
  async (t) => {
    const good = Array.from({ length: 500 }, (_, n) => `2024-01-01,${n},ok`)
    good[10] = '2024-01-01,"7",two\nlines'.replace('two\nlines', '"two\nlines"')
    good[20] = ',5,no time'
    good[30] = '2024-13-01,5,bad time'
    good[40] = '2024-01-01,seven,"odd, value"'
    good[50] = '2024-01-01,5'
    const { rejected, result } = await staged('dirty.csv', `day,n,note\n${good.join('\n')}\n`)
    t.equal(result.rejected, 4)
    t.same(rejected.sort(), [
      '23,day,there is no time,,",5,no time"',
      '33,day,it is not a time in the form yyyy-MM-dd,2024-13-01,"2024-13-01,5,bad time"',
      '43,n,it is not a whole number,seven,"2024-01-01,seven,""odd, value"""',
      '53,,"it has 2 cells, the table has 3 columns",,"2024-01-01,5"',
      'line,column,reason,value,row',
    ])
  },
)

t.test('reads zoneless stamps in the zone of the plan', async (t) => {
  const zoned = (plan: IngestionPlan): IngestionPlan =>
    plan.time?.kind === 'column' ? { ...plan, time: { ...plan.time, timezone: 'Africa/Nairobi' } } : plan
  const local = await staged('local.csv', 'at,n\n2024-01-01 03:00:00,1\n2024-01-01 04:00:00,2\n', zoned)
  t.same(local.lines, [`{"__time":${Date.UTC(2024, 0, 1)},"n":1}`, `{"__time":${Date.UTC(2024, 0, 1, 1)},"n":2}`])
  const utc = await staged('utc.csv', 'at,n\n2024-01-01T03:00:00Z,1\n2024-01-01T04:00:00Z,2\n', zoned)
  t.same(utc.lines, [`{"__time":${Date.UTC(2024, 0, 1, 3)},"n":1}`, `{"__time":${Date.UTC(2024, 0, 1, 4)},"n":2}`])
})

t.test('writes only the columns of the plan, under their names there', async (t) => {
  const { lines } = await staged('some.csv', 'at,"a""b",c\n2024-01-01,x,1\n2024-01-02,y,2\n', (plan) => ({
    ...plan,
    columns: plan.columns.map((column) =>
      column.name === 'c' ? { ...column, include: false } : { ...column, as: `${column.as}"!` },
    ),
  }))
  t.same(lines, [
    `{"__time":${Date.UTC(2024, 0, 1)},"a\\"b\\"!":"x"}`,
    `{"__time":${Date.UTC(2024, 0, 2)},"a\\"b\\"!":"y"}`,
  ])
})

t.test('takes the types of the plan over those of the profile', async (t) => {
  const { lines, rejected } = await staged('types.csv', 'at,n,m\n2024-01-01,1,a\n2024-01-02,2,5\n', (plan) => ({
    ...plan,
    columns: plan.columns.map((column) =>
      column.name === 'n' ? { ...column, type: 'string' } : column.name === 'm' ? { ...column, type: 'long' } : column,
    ),
  }))
  t.same(lines, [`{"__time":${Date.UTC(2024, 0, 2)},"n":"2","m":5}`])
  t.match(rejected[1], /^2,m,it is not a whole number,a,/)
})

t.test('reads epochs, years and secondary times as milliseconds', async (t) => {
  const epochs = await staged('epochs.csv', 'created_at,due_date,n\n1704067200,2024-02-01,1\n1704067201,2024-02-02,2\n')
  t.same(epochs.lines[0], `{"__time":1704067200000,"due_date":${Date.UTC(2024, 1, 1)},"n":1}`)
  const years = await staged('years.csv', 'year,n\n2021,1\n2022,2\n')
  t.same(years.lines, [`{"__time":${Date.UTC(2021, 0)},"n":1}`, `{"__time":${Date.UTC(2022, 0)},"n":2}`])
})

t.test('shows the first rows in their order, typed', async (t) => {
  const { profile, file } = await bench.read(
    'preview.csv',
    `at,n,ok\n${Array.from({ length: 5_000 }, (_, n) => `2024-01-01T00:00:0${n % 10}Z,${n},${n % 2 === 0}`).join('\n')}\n`,
  )
  const table = await bench.tabular.preview(file, profile, 3)
  t.match(table, {
    complete: false,
    columns: [
      { name: 'at', type: 'timestamp' },
      { name: 'n', type: 'long' },
      { name: 'ok', type: 'boolean' },
    ],
  })
  t.same(table.rows, [
    ['2024-01-01T00:00:00.000Z', 0, true],
    ['2024-01-01T00:00:01.000Z', 1, false],
    ['2024-01-01T00:00:02.000Z', 2, true],
  ])
})

t.test('writes every cell of made tables as it was, whatever the dialect', async (t) => {
  const quotings = [
    { quote: '"', escape: '"' },
    { quote: "'", escape: "'" },
    { quote: '"', escape: '\\' },
  ]
  for (let seed = 1; seed <= 24; seed++) {
    const way = {
      delimiter: [',', ';', '\t', '|', '^', '||'][seed % 6],
      ...quotings[seed % 3],
      lineEnding: ['\n', '\r\n', '\r'][(seed >> 2) % 3],
    } as Way
    const made = makeTable(seed * 13, 40)
    const { lines, profile } = await staged(
      `made ${seed}`,
      writeTable([made.header, ...made.rows], way, seed % 2 === 0),
      (plan) => ({
        ...plan,
        time: { kind: 'fixed', instant: '2024-01-01T00:00:00Z', reason: '' },
        columns: plan.columns.map((column) => ({ ...column, type: 'string' as const })),
      }),
    )
    const names = profile.columns.map((column) => column.as)
    const wanted = made.rows.map((row) => JSON.stringify(Object.fromEntries(row.map((cell, n) => [names[n], cell]))))
    t.same(lines, wanted.sort(), JSON.stringify(way))
  }
})

t.test('accounts for every row of broken files, and never fails without saying why', async (t) => {
  const known = ['empty_file', 'no_rows', 'unknown_format', 'unreadable_file', 'too_many_columns']
  for (let seed = 1; seed <= 45; seed++) {
    const next = random(seed)
    const made = makeTable(seed)
    const bytes =
      seed % 3 === 0
        ? Buffer.alloc(Math.floor(next() * 3_000))
        : Buffer.from(
            writeTable([made.header, ...made.rows], { delimiter: ',', quote: '"', escape: '"', lineEnding: '\n' }),
          )
    const hits = seed % 3 === 0 ? bytes.length : 12
    for (let n = 0; n < hits; n++)
      bytes[Math.floor(next() * bytes.length)] =
        seed % 3 === 2 ? ('"\n,\\\'\0'.charCodeAt(n % 6) as number) : Math.floor(next() * 256)
    const file = await bench.spooled('broken', bytes)
    try {
      await bench.tabular.inspect(file)
      const { profile } = await bench.tabular.profile(file)
      const result = await bench.tabular.stage(file, profile, planFor(profile), join(bench.folder, `broken${seed}`))
      t.equal(result.rows + result.rejected, profile.rows, `rows of ${seed}`)
    } catch (error) {
      t.ok(known.includes((error as { code: string }).code), `${seed}: ${(error as { code: string }).code}`)
    }
  }
})

t.test('a sample shows rows as staging writes them, and those it would reject', async (t) => {
  const { file, profile } = await bench.read(
    'sample.csv',
    'at,n,word\n2024-01-01 10:00:00,1,5\n2024-01-01 11:00:00,2,x\n',
  )
  const plan = planFor(profile)
  const asLong = plan.columns.map((column) => (column.name === 'word' ? { ...column, type: 'long' as const } : column))
  const time = { ...plan.time, timezone: 'Africa/Nairobi' } as IngestionPlan['time']
  const sampled = await bench.tabular.sample(file, profile, { ...plan, time, columns: asLong }, 10)
  t.same(sampled.lines, [{ __time: Date.parse('2024-01-01T07:00:00Z'), n: 1, word: 5 }])
  t.match(sampled.rejected, [{ input: '["2024-01-01 11:00:00","2","x"]', error: /"x" in column "word" is no long/ }])
})
