import t from 'tap'
import { formatBytes, formatBytesPerSecond } from '../src/format/bytes.ts'
import { formatAgo, formatDuration } from '../src/format/duration.ts'

t.test('picks the unit that leaves one to three digits', async (t) => {
  const cases: readonly [number, string][] = [
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1 kB'],
    [1536, '1.5 kB'],
    [999_950, '1 MB'],
    [412_882_001, '413 MB'],
    [10_737_418_240, '10.7 GB'],
  ]
  for (const [bytes, text] of cases) t.equal(formatBytes(bytes, 'en'), text)
  t.equal(formatBytesPerSecond(2_500_000, 'en'), '2.5 MB/s')
  t.equal(formatBytes(null), '–')
})

t.test('tells durations in two units at most', async (t) => {
  const cases: readonly [number, string][] = [
    [0, '0 ms'],
    [340, '340 ms'],
    [999.7, '1.0 s'],
    [4234, '4.2 s'],
    [9960, '10 s'],
    [59_400, '59 s'],
    [59_600, '1 min'],
    [125_000, '2 min 5 s'],
    [3_600_000, '1 h'],
    [11_400_000, '3 h 10 min'],
    [187_200_000, '2 d 4 h'],
  ]
  for (const [ms, text] of cases) t.equal(formatDuration(ms), text)
})

t.test('tells how long ago in one unit', async (t) => {
  t.equal(formatAgo(1000, 2000), 'just now')
  t.equal(formatAgo(0, 61_000), '1 min ago')
  t.equal(formatAgo(0, 3 * 86_400_000), '3 d ago')
  t.equal(formatAgo(5000, 0), 'just now', 'a clock that is ahead is not shown as negative')
})
