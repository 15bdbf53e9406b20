import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import * as workbooks from '@e965/xlsx'
import t from 'tap'
import { applyChanges } from '../../../src/olap/ingestion/apply-changes.ts'
import { inferPlan } from '../../../src/olap/ingestion/infer-schema.ts'
import { sourceObstacles } from '../../../src/olap/ingestion/input.ts'
import { openBench, planFor } from './tabular-files.ts'

const bench = await openBench()
t.teardown(() => bench.close())
let folders = 0

const utc = (text: string): number => Date.parse(`${text}Z`)

/** The times that are staged, in order, and those of the sample. */
const timesOf = async (name: string, bytes: Uint8Array | string, timezone = 'UTC') => {
  const { profile, file } = await bench.read(name, bytes)
  const plan = planFor(profile)
  const zoned = { ...plan, time: plan.time?.kind === 'column' ? { ...plan.time, timezone } : plan.time }
  const result = await bench.tabular.stage(file, profile, zoned, join(bench.folder, `two${++folders}`))
  const lines: Record<string, unknown>[] = []
  for (const part of result.parts)
    for (const line of zstdDecompressSync(await readFile(part.path))
      .toString()
      .trimEnd()
      .split('\n'))
      lines.push(JSON.parse(line))
  const sampled = await bench.tabular.sample(file, profile, zoned, 100)
  const rejected = result.rejectedPath === null ? '' : await readFile(result.rejectedPath, 'utf8')
  const sorted = (rows: readonly Readonly<Record<string, unknown>>[]) => rows.map((row) => Number(row.__time)).sort()
  t.equal(result.rows + result.rejected, profile.rows, `${name}: every row is staged or rejected`)
  return { profile, staged: sorted(lines), sampled: sorted(sampled.lines), lines, rejected, result }
}

const files: readonly [name: string, text: string, time: object | null, times: readonly string[]][] = [
  [
    'plain',
    'date,time,n\n2024-01-01,09:15,1\n2024-01-02,23:59,2\n',
    { column: 'date', format: 'yyyy-MM-dd', clock: { column: 'time', format: 'HH:mm' } },
    ['2024-01-01T09:15:00', '2024-01-02T23:59:00'],
  ],
  [
    'time first, twelve hours',
    'Time,Date,n\n9:15 AM,1/31/2024,1\n11:59 PM,2/1/2024,2\n',
    { column: 'Date', format: 'M/d/yyyy', clock: { column: 'Time', format: 'h:mm a' } },
    ['2024-01-31T09:15:00', '2024-02-01T23:59:00'],
  ],
  [
    'with and without seconds',
    'Datum;Uhrzeit;n\n31.12.2023;09:15;1\n01.01.2024;10:15:30;2\n',
    { column: 'Datum', format: 'dd.MM.yyyy', clock: { column: 'Uhrzeit', format: 'HH:mm' } },
    ['2023-12-31T09:15:00', '2024-01-01T10:15:30'],
  ],
  [
    'digits only',
    'date,time,n\n20240101,0915,1\n20240102,2359,2\n20240103,0000,3\n',
    { column: 'date', format: 'yyyyMMdd', clock: { column: 'time', format: 'HHmm' } },
    ['2024-01-01T09:15:00', '2024-01-02T23:59:00', '2024-01-03T00:00:00'],
  ],
  [
    'two pairs by their names',
    'end_date,end_time,start_date,start_time,n\n2024-01-02,10:00,2024-01-01,09:15,1\n2024-01-03,11:00,2024-01-02,10:15,2\n',
    { column: 'start_date', clock: { column: 'start_time' } },
    ['2024-01-01T09:15:00', '2024-01-02T10:15:00'],
  ],
  [
    'a duration is no time of day',
    'date,duration,n\n2024-01-01,09:15,1\n2024-01-02,10:15,2\n',
    { column: 'date', clock: undefined },
    ['2024-01-01T00:00:00', '2024-01-02T00:00:00'],
  ],
  [
    'a stamp beside a time of day is whole by itself',
    'at,time,n\n2024-01-01 08:00,09:15,1\n2024-01-02 09:00,10:15,2\n',
    { column: 'at', clock: undefined },
    ['2024-01-01T08:00:00', '2024-01-02T09:00:00'],
  ],
]

for (const [name, text, time, times] of files) {
  t.test(`reads date and time of day: ${name}`, async (t) => {
    const { profile, staged, sampled } = await timesOf(`${name}.csv`, text)
    t.match(profile.time, { ...time, parsed: times.length, failed: 0 })
    t.same(staged, times.map(utc).sort())
    t.same(sampled, staged)
    t.equal(profile.time?.min, new Date(Math.min(...staged)).toISOString())
    t.equal(profile.time?.max, new Date(Math.max(...staged)).toISOString())
  })
}

t.test(
  'offers the date alone behind the pair, and the pair behind it when many rows have no time of day',
  async (t) => {
    const both = await bench.read('both.csv', 'date,time,n\n2024-01-01,09:15,1\n2024-01-02,10:15,2\n')
    t.match(both.profile.time?.candidates, [
      { column: 'date', clock: { column: 'time' }, parseRate: 1 },
      { column: 'date', clock: undefined },
    ])
    const rows = Array.from({ length: 40 }, (_, n) => `2024-01-${10 + (n % 20)},${n % 10 === 0 ? '' : '09:15'},${n}`)
    const some = await bench.read('some.csv', `date,time,n\n${rows.join('\n')}\n`)
    t.match(some.profile.time?.candidates, [{ clock: undefined }, { clock: { column: 'time' }, parseRate: 0.9 }])
  },
)

t.test('rejects a row without its time of day, and says where', async (t) => {
  const rows = Array.from({ length: 1_000 }, (_, n) => `2024-01-01,${n === 7 ? '' : n === 9 ? '25:00' : '09:15'},${n}`)
  const { rejected, result } = await timesOf('holes.csv', `date,time,n\n${rows.join('\n')}\n`)
  t.equal(result.rejected, 2)
  t.match(rejected, /^9,date \+ time,there is no time,,"2024-01-01,,7"$/m)
  t.match(rejected, /^11,date \+ time,it is not a time .*,2024-01-01 25:00,"2024-01-01,25:00,9"$/m)
})

t.test('reads both in the zone of the plan, and keeps the time of day as a column', async (t) => {
  const { staged, sampled, lines } = await timesOf(
    'zone.csv',
    'date,time,n\n2024-03-10,02:30,1\n2024-11-03,01:30,2\n',
    'America/New_York',
  )
  t.same(staged, [utc('2024-03-10T07:30:00'), utc('2024-11-03T05:30:00')])
  t.same(sampled, staged)
  t.same(lines.map((row) => row.time).sort(), ['01:30', '02:30'])
  t.notOk('date' in (lines[0] ?? {}))
})

t.test('a workbook has its times of day in cells of their own', async (t) => {
  const sheet = workbooks.utils.aoa_to_sheet([
    ['date', 'time', 'n'],
    [45_292, 0.385_416_666_666_666_7, 1],
    [45_293, 0.999_988_425_925_925_9, 2],
  ])
  for (const row of [2, 3]) {
    sheet[`A${row}`].z = 'yyyy-mm-dd'
    sheet[`B${row}`].z = 'hh:mm:ss'
  }
  const book = workbooks.utils.book_new(sheet, 'one')
  const bytes = workbooks.write(book, { type: 'buffer', bookType: 'xlsx' }) as Uint8Array
  const { profile, staged, sampled } = await timesOf('times.xlsx', bytes)
  t.match(profile.time, { column: 'date', clock: { column: 'time', format: 'HH:mm:ss' } })
  t.same(staged, [utc('2024-01-01T09:15:00'), utc('2024-01-02T23:59:59')])
  t.same(sampled, staged)
})

t.test('a plan takes the pair, the date alone, or another time of day', async (t) => {
  const { profile } = await bench.read('plan.csv', 'date,time,n\n2024-01-01,09:15,1\n2024-01-02,10:15,2\n')
  const plan = inferPlan(profile, { filename: 'plan.csv' })
  const clock = { column: 'time', format: 'HH:mm' }
  t.match(plan.time, { clock, min: '2024-01-01T09:15:00.000Z', max: '2024-01-02T10:15:00.000Z' })
  t.match(sourceObstacles(plan, profile, { objects: [] }), [/two columns, "date" and "time"/])
  const change = (more: object) => applyChanges(plan, { time: { kind: 'column', column: 'date', ...more } }, profile)
  t.match(change({ timezone: 'Africa/Nairobi' }).time, {
    clock,
    min: '2024-01-01T06:15:00.000Z',
    max: '2024-01-02T07:15:00.000Z',
  })
  const alone = change({ clock: null })
  t.match(alone.time, { clock: undefined, min: '2024-01-01T00:00:00.000Z', max: '2024-01-02T00:00:00.000Z' })
  t.same(sourceObstacles(alone, profile, { objects: [] }), [])
  const again = applyChanges(alone, { time: { kind: 'column', column: 'date', clock } }, profile)
  t.match(again.time, { clock, min: '2024-01-01T09:15:00.000Z' })
  for (const [wrong, field] of [
    [{ column: 'x', format: 'HH:mm' }, 'time.clock.column'],
    [{ column: 'date', format: 'HH:mm' }, 'time.clock.column'],
    [{ column: 'time', format: 'yyyy' }, 'time.clock.format'],
    [{ column: 'time', format: 'VV' }, 'time.clock.format'],
  ] as const)
    t.throws(() => change({ clock: wrong }), { code: 'invalid_plan', details: { field } }, JSON.stringify(wrong))
})
