import fc from 'fast-check'
import t from 'tap'
import {
  addMonths,
  bucketStarts,
  dateIn,
  floorTo,
  formatBucket,
  formatOffset,
  formatRange,
  formatTick,
  nextBucket,
  periods,
  startOfDate,
  zoneOffset,
} from '../src/format/time.ts'

const zones = [
  'Etc/UTC',
  'Africa/Nairobi',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
]
const iso = (instant: number) => new Date(instant).toISOString()
const at = (text: string) => Date.parse(text)

t.test('knows how far a zone is from UTC, daylight saving included', async (t) => {
  t.equal(zoneOffset(at('2024-01-15T00:00:00Z'), 'Africa/Nairobi'), 3 * 3_600_000)
  t.equal(zoneOffset(at('2024-01-15T00:00:00Z'), 'Europe/Berlin'), 3_600_000)
  t.equal(zoneOffset(at('2024-07-15T00:00:00Z'), 'Europe/Berlin'), 2 * 3_600_000)
  t.equal(formatOffset(at('2024-01-15T00:00:00Z'), 'Asia/Kathmandu'), 'UTC+5:45')
  t.equal(formatOffset(at('2024-01-15T00:00:00Z'), 'America/New_York'), 'UTC−5')
})

t.test('cuts buckets on the zone’s clock', async (t) => {
  const cases: readonly [string, (typeof periods)[number], string, string][] = [
    ['2024-03-15T22:30:00Z', 'P1D', 'Africa/Nairobi', '2024-03-15T21:00:00.000Z'],
    ['2024-03-15T22:30:00Z', 'P1W', 'Etc/UTC', '2024-03-11T00:00:00.000Z'],
    ['2024-03-31T12:00:00Z', 'P1D', 'Europe/Berlin', '2024-03-30T23:00:00.000Z'],
    ['2024-10-27T12:00:00Z', 'P1D', 'Europe/Berlin', '2024-10-26T22:00:00.000Z'],
    ['2024-05-15T00:00:00Z', 'P3M', 'Etc/UTC', '2024-04-01T00:00:00.000Z'],
    ['2024-12-31T23:30:00Z', 'P1Y', 'Africa/Nairobi', '2024-12-31T21:00:00.000Z'],
    ['2024-03-15T22:47:00Z', 'PT15M', 'Etc/UTC', '2024-03-15T22:45:00.000Z'],
    ['2024-03-15T22:47:00Z', 'PT1H', 'Asia/Kathmandu', '2024-03-15T22:15:00.000Z'],
    ['1969-12-31T12:00:00Z', 'P1M', 'Etc/UTC', '1969-12-01T00:00:00.000Z'],
  ]
  for (const [instant, period, zone, start] of cases) t.equal(iso(floorTo(at(instant), period, zone)), start)
})

t.test('a day is 23 or 25 hours long when the clocks change', async (t) => {
  const spring = bucketStarts(at('2024-03-30T23:00:00Z'), at('2024-04-01T22:00:00Z'), 'P1D', 'Europe/Berlin')
  t.same(spring.map(iso), ['2024-03-30T23:00:00.000Z', '2024-03-31T22:00:00.000Z'])
  t.equal(bucketStarts(at('2023-01-01T00:00:00Z'), at('2025-01-01T00:00:00Z'), 'P1M', 'Etc/UTC').length, 24)
})

t.test('a bucket holds the instant it was cut for, and the next one begins where it ends', async (t) => {
  fc.assert(
    fc.property(
      fc.integer({ min: at('1990-01-01'), max: at('2040-01-01') }),
      fc.constantFrom(...periods),
      fc.constantFrom(...zones),
      (instant, period, zone) => {
        const start = floorTo(instant, period, zone)
        const next = nextBucket(start, period, zone)
        if (start > instant || next <= start) return false
        // An hour in which the clocks change by half an hour has no start on both clocks.
        const shift = Math.abs(zoneOffset(next, zone) - zoneOffset(start, zone))
        if (period === 'PT1H' && shift % 3_600_000 !== 0) return true
        if (period === 'PT1H' && zoneOffset(start, zone) !== zoneOffset(instant, zone)) return true
        return instant < next && floorTo(start, period, zone) === start && floorTo(next, period, zone) === next
      },
    ),
    { numRuns: 3000, seed: 42 },
  )
  t.pass()
})

t.test('every instant falls in a bucket that is drawn, also where clocks change by half an hour', async (t) => {
  const changes = [at('1993-03-06T15:00:00Z'), at('2024-04-06T15:00:00Z'), at('2024-10-05T15:30:00Z')]
  for (const change of changes) {
    const [from, to] = [change - 6 * 3_600_000, change + 6 * 3_600_000]
    const drawn = new Set(bucketStarts(from, to, 'PT1H', 'Australia/Lord_Howe'))
    for (let instant = from; instant < to; instant += 60_000) {
      const start = floorTo(instant, 'PT1H', 'Australia/Lord_Howe')
      if (!drawn.has(start)) t.fail(`${iso(instant)} falls in ${iso(start)}, which is not drawn`)
    }
    t.ok(drawn.size >= 12)
  }
})

t.test('goes months back to the same day, or the last of a shorter month', async (t) => {
  t.equal(iso(addMonths(at('2024-03-31T00:00:00Z'), -1, 'Etc/UTC')), '2024-02-29T00:00:00.000Z')
  t.equal(iso(addMonths(at('2024-01-15T10:30:00Z'), -12, 'Etc/UTC')), '2023-01-15T10:30:00.000Z')
})

t.test('reads and names days of a zone', async (t) => {
  t.equal(dateIn(at('2024-03-15T22:30:00Z'), 'Africa/Nairobi'), '2024-03-16')
  t.equal(iso(startOfDate('2024-03-16', 'Africa/Nairobi')), '2024-03-15T21:00:00.000Z')
})

t.test('names buckets by what they are', async (t) => {
  const january = at('2024-01-01T00:00:00Z')
  t.equal(formatBucket(january, 'P1M', 'Etc/UTC'), 'Jan 2024')
  t.equal(formatBucket(january, 'P3M', 'Etc/UTC'), 'Q1 2024')
  t.equal(formatBucket(january, 'P1W', 'Etc/UTC'), 'Week of 1 Jan 2024')
  t.equal(formatBucket(january, 'PT1H', 'Africa/Nairobi'), '1 Jan 2024, 03:00')
  t.equal(formatTick(january, 'PT1H', 'Etc/UTC'), '1 Jan')
  t.equal(formatTick(january + 3_600_000, 'PT1H', 'Etc/UTC'), '01:00')
})

t.test('shows the last day of a half-open range, not the one after', async (t) => {
  t.equal(formatRange(at('2024-01-01T00:00:00Z'), at('2024-02-01T00:00:00Z'), 'Etc/UTC'), '1 Jan 2024 – 31 Jan 2024')
  t.equal(formatRange(at('2024-01-01T00:00:00Z'), at('2024-01-02T00:00:00Z'), 'Etc/UTC'), '1 Jan 2024')
})
