import t from 'tap'
import {
  findZone,
  formatInstant,
  parseInstant,
  parsePeriod,
  relativeInterval,
  shift,
  toInstant,
} from '../../src/olap/time.ts'
import { bucketStarts, floorTime, parseGranularity } from '../../src/olap/time-bucket.ts'

const instants: readonly [text: string, iso: string][] = [
  ['2025-01-31', '2025-01-31T00:00:00.000Z'],
  ['2025-01-31T10:20', '2025-01-31T10:20:00.000Z'],
  ['2025-01-31T10:20:30.5', '2025-01-31T10:20:30.500Z'],
  ['2025-01-31T10:20:30+03:00', '2025-01-31T07:20:30.000Z'],
  ['2025-01-31T10:20:30Z', '2025-01-31T10:20:30.000Z'],
]
for (const [text, iso] of instants) {
  t.test(`reads ${text} wherever the process runs`, async (t) => t.equal(formatInstant(parseInstant(text)), iso))
}

const floors: readonly [zone: string, granularity: string, instant: string, start: string][] = [
  ['Etc/UTC', 'P1D', '2025-03-30T13:00:00Z', '2025-03-30T00:00:00.000Z'],
  ['Etc/UTC', 'P1W', '2025-03-30T13:00:00Z', '2025-03-24T00:00:00.000Z'],
  ['Etc/UTC', 'P3M', '2025-05-30T13:00:00Z', '2025-04-01T00:00:00.000Z'],
  ['Etc/UTC', 'P1Y', '1969-05-30T13:00:00Z', '1969-01-01T00:00:00.000Z'],
  ['Etc/UTC', 'P2Y', '1969-05-30T13:00:00Z', '1968-01-01T00:00:00.000Z'],
  ['Etc/UTC', 'PT15M', '2025-03-30T13:29:59Z', '2025-03-30T13:15:00.000Z'],
  ['Africa/Nairobi', 'P1D', '2025-03-30T22:00:00Z', '2025-03-30T21:00:00.000Z'],
  ['Africa/Nairobi', 'P1M', '2025-03-31T22:00:00Z', '2025-03-31T21:00:00.000Z'],
  ['Asia/Kathmandu', 'PT1H', '2025-03-31T00:20:00Z', '2025-03-31T00:15:00.000Z'],
  ['Europe/Berlin', 'P1D', '2025-03-30T12:00:00Z', '2025-03-29T23:00:00.000Z'],
  ['Europe/Berlin', 'P1D', '2025-10-26T12:00:00Z', '2025-10-25T22:00:00.000Z'],
  ['Europe/Berlin', 'PT1H', '2025-10-26T00:30:00Z', '2025-10-26T00:00:00.000Z'],
  ['Europe/Berlin', 'PT1H', '2025-10-26T01:30:00Z', '2025-10-26T01:00:00.000Z'],
  ['America/Sao_Paulo', 'P1D', '2018-11-04T12:00:00Z', '2018-11-04T03:00:00.000Z'],
  ['Australia/Lord_Howe', 'PT1H', '2025-04-05T15:10:00Z', '2025-04-05T14:30:00.000Z'],
]
for (const [zone, granularity, instant, start] of floors) {
  t.test(`${instant} by ${granularity} in ${zone} begins at ${start}`, async (t) => {
    t.equal(formatInstant(floorTime(parseInstant(instant), parseGranularity(granularity), findZone(zone))), start)
  })
}

const shifts: readonly [zone: string, instant: string, period: string, times: number, to: string][] = [
  ['Etc/UTC', '2025-03-31T00:00:00Z', 'P1M', -1, '2025-02-28T00:00:00.000Z'],
  ['Etc/UTC', '2024-02-29T06:00:00Z', 'P1Y', -1, '2023-02-28T06:00:00.000Z'],
  ['Europe/Berlin', '2025-03-30T22:00:00Z', 'P1D', -1, '2025-03-29T23:00:00.000Z'],
  ['Europe/Berlin', '2025-03-30T22:00:00Z', 'PT24H', -1, '2025-03-29T22:00:00.000Z'],
  ['Europe/Berlin', '2025-03-29T01:30:00Z', 'P1D', 1, '2025-03-30T01:30:00.000Z'],
  ['Africa/Nairobi', '2025-01-15T10:00:00Z', 'P1M2DT3H', 1, '2025-02-17T13:00:00.000Z'],
]
for (const [zone, instant, period, times, to] of shifts) {
  t.test(`${instant} and ${times} times ${period} in ${zone} is ${to}`, async (t) => {
    t.equal(formatInstant(shift(parseInstant(instant), parsePeriod(period), times, findZone(zone))), to)
  })
}

const days = (interval: [string, string], granularity: string, zone: string, most = 1000) =>
  bucketStarts(
    { start: parseInstant(interval[0]), end: parseInstant(interval[1]) },
    parseGranularity(granularity),
    findZone(zone),
    most,
  )
t.test('a day that loses an hour has 23 buckets, one that gains it has 25', async (t) => {
  t.equal(days(['2025-03-29T23:00:00Z', '2025-03-30T22:00:00Z'], 'PT1H', 'Europe/Berlin')?.length, 23)
  t.equal(days(['2025-10-25T22:00:00Z', '2025-10-26T23:00:00Z'], 'PT1H', 'Europe/Berlin')?.length, 25)
})
t.test('a year has its days and months in every zone', async (t) => {
  for (const zone of ['Etc/UTC', 'Africa/Nairobi', 'Europe/Berlin', 'America/Sao_Paulo', 'Australia/Lord_Howe']) {
    const start = formatInstant(toInstant(Date.UTC(2018, 0, 1), findZone(zone)))
    const end = formatInstant(toInstant(Date.UTC(2019, 0, 1), findZone(zone)))
    t.equal(days([start, end], 'P1D', zone)?.length, 365, zone)
    t.equal(days([start, end], 'P1M', zone)?.length, 12, zone)
  }
})
t.test('too many buckets are none', async (t) => {
  t.equal(days(['2025-01-01', '2025-01-02'], 'PT1S', 'Etc/UTC'), null)
})

t.test('a relative time that reaches back before any calendar is refused', async (t) => {
  t.throws(() => relativeInterval('P999999999999Y', '2025-01-01T00:00:00Z', findZone('Etc/UTC')), {
    code: 'invalid_query',
    message: /shorter period/,
  })
})
