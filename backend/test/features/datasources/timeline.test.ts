import t from 'tap'
import { groupInterval, readTimeline } from '../../../src/features/datasources/timeline.ts'

const table = [
  ['2024', 'year', '2024-01-01T00:00:00.000Z/2025-01-01T00:00:00.000Z'],
  ['2024-12', 'month', '2024-12-01T00:00:00.000Z/2025-01-01T00:00:00.000Z'],
  ['2024-02-29', 'day', '2024-02-29T00:00:00.000Z/2024-03-01T00:00:00.000Z'],
  ['0001', 'year', '0001-01-01T00:00:00.000Z/0002-01-01T00:00:00.000Z'],
  ['-146', 'year', '-146136543-09-08T08:23:32.096Z/146140482-04-24T15:36:27.903Z'],
] as const
for (const [start, grouped, interval] of table)
  t.test(`a ${grouped} that begins with ${start} has its interval`, async (t) => {
    t.equal(groupInterval(start, grouped), interval)
  })

t.test('groups are asked for only while there are too many', async (t) => {
  const asked: string[] = []
  const days = Array.from({ length: 3 }, (_, day) => ({ start: `2024-01-0${day + 1}`, segments: 1, rows: 2 }))
  const answers = [days, days, [{ start: '2024-01', segments: 3, rows: 6 }]]
  const druid = {
    rows: async ({ query }: { query: string }) => {
      asked.push(query)
      return answers[asked.length - 1] ?? []
    },
  }
  const timeline = await readTimeline('sales', druid, undefined, 2)
  t.equal(asked.length, 3)
  t.match(timeline, { grouped: 'month', complete: true, chunks: [{ segments: 3, rows: 6 }] })
})
