import t from 'tap'
import { anyOverlap } from '../../src/olap/segment-timeline.ts'

const [january, february, year] = ['2024-01-01/2024-02-01', '2024-02-01/2024-03-01', '2024-01-01/2025-01-01']
const all = '-146136543-09-08T08:23:32.096Z/146140482-04-24T15:36:27.903Z'
const table = [
  [[january], [february], false],
  [[january], [january], true],
  [[january, february], [year], true],
  [[february], [january, year], true],
  [[all], [january], true],
  [[], [all], false],
] as const
for (const [some, others, expected] of table)
  t.test(`${some.join()} and ${others.join()} ${expected ? 'overlap' : 'lie apart'}`, async (t) => {
    t.equal(anyOverlap(some, others), expected)
    t.equal(anyOverlap(others, some), expected)
  })
