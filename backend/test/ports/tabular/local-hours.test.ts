import t from 'tap'
import { clockWarnings } from '../../../src/olap/ingestion/clock-warnings.ts'
import { clockOf, instantIn } from '../../../src/olap/tabular/local-clock.ts'
import { findZone, toInstant } from '../../../src/olap/time.ts'
import { openBench, planFor } from './tabular-files.ts'

const bench = await openBench()
t.teardown(() => bench.close())

const counted = async (name: string, text: string, timezone: string) => {
  const { profile, file } = await bench.read(name, text)
  const plan = planFor(profile)
  if (plan.time?.kind !== 'column') throw new Error('the file has no time')
  const zoned = { ...plan, time: { ...plan.time, timezone } }
  const hours = await bench.tabular.localHours(file, profile, zoned)
  return { hours, warnings: clockWarnings(zoned, hours) }
}

const stamps = ['2024-03-10 01:59', '2024-03-10 02:00', '2024-03-10 02:59', '2024-03-10 03:00', '2024-11-03 00:59']
const again = ['2024-11-03 01:00', '2024-11-03 01:30', '2024-11-03 01:59', '2024-11-03 02:00']
const text = `at,n\n${[...stamps, ...again].map((stamp, n) => `${stamp},${n}`).join('\n')}\n`

const zones: readonly [zone: string, skipped: number, twice: number][] = [
  ['America/New_York', 2, 3],
  ['Europe/Berlin', 0, 0],
  ['Africa/Nairobi', 0, 0],
  ['Etc/UTC', 0, 0],
  ['America/Havana', 0, 1],
]
for (const [zone, skipped, twice] of zones) {
  t.test(`counts hours that the clocks of ${zone} skip or show twice`, async (t) => {
    const { hours, warnings } = await counted('hours.csv', text, zone)
    t.equal(hours.skipped.rows, skipped)
    t.equal(hours.twice.rows, twice)
    t.equal(warnings.length, [skipped, twice].filter((rows) => rows > 0).length)
  })
}

t.test('says how many, which, and how they are read', async (t) => {
  const { warnings } = await counted('words.csv', text, 'America/New_York')
  t.match(warnings, [
    {
      code: 'skipped_hour',
      column: 'at',
      message: /^2 times of "at", for example "2024-03-10 02:00", "2024-03-10 02:59", .* moved forward/,
    },
    { code: 'hour_twice', message: /^3 times of "at", for example "2024-11-03 01:00", .* the earlier one/ },
  ])
})

t.test('leaves out stamps that name their zone, and counts those of two columns', async (t) => {
  const zoned = 'at,n\n2024-03-10T02:30:00Z,1\n2024-03-10T02:40:00,2\n2024-03-10T02:50:00-04:00,3\n'
  t.equal((await counted('zoned.csv', zoned, 'America/New_York')).hours.skipped.rows, 1)
  const two = 'date,time,n\n2024-03-10,02:30,1\n2024-03-10,03:30,2\n'
  t.match((await counted('two.csv', two, 'America/New_York')).hours.skipped, {
    rows: 1,
    examples: ['2024-03-10 02:30'],
  })
  t.equal(
    (await counted('epoch.csv', 'created_at,n\n1710055800,1\n1710055801,2\n', 'America/New_York')).hours.skipped.rows,
    0,
  )
})

t.test('a table of changes reads local times as the zone itself does', async (t) => {
  for (const name of [
    'America/New_York',
    'Europe/Berlin',
    'Australia/Lord_Howe',
    'Africa/Cairo',
    'America/Sao_Paulo',
  ]) {
    const zone = findZone(name)
    const [from, to] = [Date.UTC(2009, 0), Date.UTC(2012, 0)]
    const clock = clockOf(zone, from, to)
    t.ok(clock.changes.length > 0, `${name} changes its clocks`)
    const wrong: string[] = []
    for (let local = from; local < to; local += 1_800_000 - 1)
      if (instantIn(clock, local) !== toInstant(local, zone)) wrong.push(new Date(local).toISOString())
    t.same(wrong, [], name)
  }
})
