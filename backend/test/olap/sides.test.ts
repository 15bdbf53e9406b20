import { query } from '@nemeton/contract'
import t from 'tap'
import { compileSides } from '../../src/olap/sides.ts'
import { findZone, formatInstant } from '../../src/olap/time.ts'
import { sales } from './queries.ts'

const ask = (timezone: string, interval: string, shift: string, loaded: string | null, splits: object[] = []) => {
  const measures = [{ name: 'rows', kind: 'count' }]
  const asked = query.parse({ datasource: 'sales', interval, timezone, compare: { shift }, measures, splits })
  return compileSides(asked, { ...sales, interval: loaded }, findZone(timezone))
}
const written = (before: { start: number; end: number } | null) =>
  before && `${formatInstant(before.start)}/${formatInstant(before.end)}`.replaceAll(':00.000Z', 'Z')

const shifted: readonly [zone: string, interval: string, shift: string, before: string | null][] = [
  // the day of 23 hours beside the one of 24 before it, and the day of 25
  ['Europe/Berlin', '2025-03-29T23:00Z/2025-03-30T22:00Z', 'P1D', '2025-03-28T23:00Z/2025-03-29T23:00Z'],
  ['Europe/Berlin', '2025-03-30T22:00Z/2025-03-31T22:00Z', 'P1D', '2025-03-29T23:00Z/2025-03-30T22:00Z'],
  ['Europe/Berlin', '2025-03-30T22:00Z/2025-03-31T22:00Z', 'PT24H', '2025-03-29T22:00Z/2025-03-30T22:00Z'],
  ['Europe/Berlin', '2025-10-25T22:00Z/2025-10-26T23:00Z', 'P1W', '2025-10-18T22:00Z/2025-10-19T22:00Z'],
  ['America/New_York', '2025-03-09T05:00Z/2025-03-10T04:00Z', 'P1D', '2025-03-08T05:00Z/2025-03-09T05:00Z'],
  ['America/New_York', '2025-11-01T04:00Z/2025-12-01T05:00Z', 'P1M', '2025-10-01T04:00Z/2025-11-01T04:00Z'],
  // half an hour of summer time
  ['Australia/Lord_Howe', '2025-04-05T13:00Z/2025-04-06T13:30Z', 'P1D', '2025-04-04T13:00Z/2025-04-05T13:00Z'],
  ['Australia/Lord_Howe', '2025-10-04T13:30Z/2025-10-05T13:00Z', 'P1Y', '2024-10-04T13:30Z/2024-10-05T13:30Z'],
  ['Asia/Kathmandu', '2025-02-28T18:15Z/2025-03-31T18:15Z', 'P1M', '2025-01-31T18:15Z/2025-02-28T18:15Z'],
  // lengths of months
  ['Etc/UTC', '2025-03-31T00:00Z/2025-04-01T00:00Z', 'P1M', '2025-02-28T00:00Z/2025-03-01T00:00Z'],
  ['Etc/UTC', '2025-03-29T00:00Z/2025-03-31T00:00Z', 'P1M', null],
  ['Etc/UTC', '2024-02-01T00:00Z/2024-03-01T00:00Z', 'P1Y', '2023-02-01T00:00Z/2023-03-01T00:00Z'],
]
for (const [zone, interval, shift, before] of shifted)
  t.test(`${interval} in ${zone} is compared by ${shift} with ${before ?? 'nothing'}`, async (t) =>
    t.equal(written(ask(zone, interval, shift, null).before), before),
  )

const year = '2025-01-01/2026-01-01'
const loaded: readonly [says: string, loaded: string, hasBefore: boolean][] = [
  ['wholly before what is loaded', '2025-01-01T00:00:00Z/2026-01-01T00:00:00Z', false],
  ['wholly after what is loaded', '2020-01-01T00:00:00Z/2024-01-01T00:00:00Z', false],
  ['partly loaded', '2024-12-31T00:00:00Z/2026-01-01T00:00:00Z', true],
]
for (const [says, interval, hasBefore] of loaded)
  t.test(`an interval before that lies ${says}`, async (t) =>
    t.equal(ask('Etc/UTC', year, 'P1Y', interval).before !== null, hasBefore),
  )

t.test('rows are read twice only where the sides overlap and time is split', async (t) => {
  const time = [{ column: '__time', bucket: { granularity: 'P1D' } }]
  t.equal(ask('Etc/UTC', '2025-01-08/2025-01-15', 'P1D', null, time).twice, true)
  t.equal(ask('Etc/UTC', '2025-01-08/2025-01-15', 'P1D', null, [{ column: 'branch' }]).twice, false)
  t.equal(ask('Etc/UTC', '2025-01-08/2025-01-15', 'P1W', null, time).twice, false)
})

t.test('refuses a shift beyond any calendar', async (t) => {
  t.throws(() => ask('Etc/UTC', year, 'P300000Y', null), { code: 'invalid_query', message: /before any calendar/ })
})
