import t from 'tap'
import { applyChanges } from '../../../src/olap/ingestion/apply-changes.ts'
import { inferPlan } from '../../../src/olap/ingestion/infer-schema.ts'
import { openBench } from './tabular-files.ts'

const bench = await openBench()
t.teardown(() => bench.close())

const days = Array.from({ length: 28 }, (_, n) => `2024-02-${String(n + 1).padStart(2, '0')}`)
const fileOf = (dates: readonly string[]): string => `date,n\n${dates.map((date, n) => `${date},${n}`).join('\n')}\n`

const cases: readonly [says: string, dates: readonly string[], far: object | undefined, granularity: string][] = [
  ['usual times', days, undefined, 'day'],
  [
    'the end of time',
    [...days, '9999-12-31', '9999-12-31'],
    { rows: 2, min: '2024-02-01T00:00:00.000Z', max: '2024-02-28T00:00:00.000Z' },
    'all',
  ],
  ['a century wrong', [...days, '1824-02-03'], { rows: 1, min: '2024-02-01T00:00:00.000Z' }, 'month'],
  ['a typing error', [...days, '2204-02-03'], { rows: 1, max: '2024-02-28T00:00:00.000Z' }, 'month'],
  ['both ends', [...days, '1066-10-14', '2500-01-01'], { rows: 2 }, 'year'],
  ['the first and last usual days', [...days, '1900-01-01', '2199-12-31'], undefined, 'year'],
  ['nothing but old times', ['1788-01-01', '1789-07-14'], { rows: 2, min: null, max: null }, 'month'],
]
for (const [says, dates, far, granularity] of cases) {
  t.test(`far times are counted, shown and kept from deciding alone: ${says}`, async (t) => {
    const { profile } = await bench.read('far.csv', fileOf(dates))
    const warning = profile.warnings.find(({ code }) => code === 'far_times')
    const plan = inferPlan(profile, { filename: 'far.csv' })
    t.equal(plan.segmentGranularity, granularity)
    t.equal(plan.time?.kind === 'column' && plan.time.min, profile.columns[0]?.min, 'the bounds of the plan hold them')
    t.equal(plan.time?.kind === 'column' && plan.time.max, profile.columns[0]?.max)
    if (far === undefined) {
      t.equal(profile.columns[0]?.far, undefined)
      t.equal(warning, undefined)
      return
    }
    t.match(profile.columns[0]?.far, far)
    const { rows } = far as { rows: number }
    t.match(warning, {
      column: 'date',
      message: new RegExp(`^${rows} times of "date" lie before 1900 or after 2199, for`),
    })
    t.match(warning?.message, dates.at(-1) ?? '')
    if (profile.columns[0]?.far?.min !== null)
      t.match(plan.reasons.segmentGranularity, new RegExp(`${rows} far times, .* stretch this to [0-9,]+ years`))
  })
}

t.test('says which granularity it would have been, and lets it be chosen where it can be', async (t) => {
  const { profile } = await bench.read('said.csv', fileOf([...days, '2204-02-03']))
  const plan = inferPlan(profile, { filename: 'said.csv' })
  t.match(plan.reasons.segmentGranularity, /2,161 chunks, so that by day there would be too many$/)
  t.throws(() => applyChanges(plan, { segmentGranularity: 'day' }, profile), /time chunks, more than 5,000/)
})

t.test('counts far times of epochs, of stamps beside the time, and where day and time are two columns', async (t) => {
  const rows = days.map((day, n) => `${day},09:15,${n === 3 ? '9999-12-31 00:00' : `${day} 10:00`},${n}`)
  const { profile } = await bench.read('beside.csv', `date,time,valid_until,n\n${rows.join('\n')}\n`)
  t.equal(profile.columns[0]?.far, undefined)
  t.match(profile.columns[2]?.far, { rows: 1, max: '2024-02-28T10:00:00.000Z' })
  t.match(profile.warnings, [{ code: 'far_times', column: 'valid_until' }])
  const two = await bench.read(
    'two.csv',
    `date,time,n\n${days.map((day) => `${day},09:15,1`).join('\n')}\n1066-10-14,12:00,2\n`,
  )
  t.match(two.profile.time, { clock: { column: 'time' }, min: '1066-10-14T12:00:00.000Z' })
  t.match(two.profile.columns[0]?.far, { rows: 1 })
  t.equal(inferPlan(two.profile, { filename: 'two.csv' }).segmentGranularity, 'year')
})
