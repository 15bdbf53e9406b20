import { join } from 'node:path'
import t from 'tap'
import { openBench, planFor } from './tabular-files.ts'

const bench = await openBench()
t.teardown(() => bench.close())

const rows = (count: number): string => Array.from({ length: count }, (_, n) => `2024-01-02,town ${n},${n}\n`).join('')
const cases: [string, string, number, number, RegExp][] = [
  [
    'a total and a note',
    `day,town,n\n${rows(20)}\nTotal,,190\nSource: the till\n`,
    20,
    190,
    /last 2 rows.*"Total,,190"/,
  ],
  ['a note below a large file', `day,town,n\n${rows(30_000)}End of report\n`, 30_000, 449_985_000, /"End of report"/],
  ['comments', `day,town,n\n${rows(9)}# moved, see the log\n${rows(9)}`, 18, 72, /1 line is a comment/],
]

t.test('leaves totals, notes and comments out of the rows, and says so', async (t) => {
  for (const [name, text, count, sum, message] of cases) {
    const { profile, obstacles, file } = await bench.read(`${name}.csv`, text)
    t.equal(profile.rows, count, name)
    t.equal(profile.columns[2]?.sum, sum, name)
    t.match(profile.columns[2], { type: 'long' }, name)
    t.equal(profile.warnings.length, 1, name)
    t.match(profile.warnings[0], { message, line: Number }, name)
    t.ok(obstacles.length > 0, name)
    const staged = await bench.tabular.stage(file, profile, planFor(profile), join(bench.folder, 'staged', file.id))
    t.match(staged, { rows: count, rejected: 0 }, name)
    const preview = await bench.tabular.preview(file, profile, 100)
    t.equal(preview.rows.length, Math.min(100, count), name)
  }
})

t.test('still rejects rows between others that do not fit, and a last row that was cut', async (t) => {
  const { profile } = await bench.read('ragged.csv', `day,town,n\n${rows(9)}Total of the week\n${rows(9)}2024-01-03,Do`)
  t.equal(profile.rows, 20)
  t.match(profile.warnings, [{ code: 'ragged', message: /^2 rows/ }])
})

t.test('says how sure it is of the dialect, and of the next best', async (t) => {
  const { profile } = await bench.read('sure.csv', `day,town,n\n${rows(20)}`)
  t.ok((profile.dialectConfidence ?? 0) > 0.5)
  const torn = await bench.read('torn.csv', `a,b;c\n${'x,y;z\nu,v;w\n'.repeat(10)}`)
  t.ok((torn.profile.dialectConfidence ?? 1) < (profile.dialectConfidence ?? 0))
  t.same([torn.profile.dialect?.delimiter, torn.profile.dialectRunnerUp?.delimiter].sort(), [',', ';'])
})
