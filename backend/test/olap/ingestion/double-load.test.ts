import type { IngestionPlan } from '@nemeton/contract'
import t from 'tap'
import { countsTwice, type EarlierLoad } from '../../../src/olap/ingestion/double-load.ts'
import { inferPlan } from '../../../src/olap/ingestion/infer-schema.ts'
import { orders } from './profiles.ts'

const plan: IngestionPlan = {
  ...inferPlan(orders, { filename: 'orders.csv' }),
  segmentGranularity: 'month',
  time: {
    kind: 'column',
    column: 'ordered_at',
    format: 'iso',
    timezone: 'Etc/UTC',
    min: '2025-01-03T00:00:00Z',
    max: '2025-03-04T00:00:00Z',
    reason: '',
  },
}
const january = '2025-01-01T00:00:00.000Z/2025-02-01T00:00:00.000Z'
const may = '2025-05-01T00:00:00.000Z/2025-06-01T00:00:00.000Z'

const cases: readonly (readonly [string, IngestionPlan['mode'], readonly EarlierLoad[], boolean])[] = [
  ['bytes that were never loaded', 'append', [], false],
  ['an append after any load', 'append', [{ intervals: [january] }], true],
  ['a replace of all that the earlier load filled', 'replace', [{ intervals: [january] }], false],
  ['a replace of a part of it', 'replace', [{ intervals: [january, may] }], true],
  [
    'a replace after two loads, one of them elsewhere',
    'replace',
    [{ intervals: [january] }, { intervals: [may] }],
    true,
  ],
  ['a replace while the earlier load is under way', 'replace', [{ intervals: null }], true],
  ['an overwrite', 'overwrite', [{ intervals: [may] }, { intervals: null }], false],
]
for (const [name, mode, earlier, twice] of cases)
  t.test(`${name} ${twice ? 'counts rows twice' : 'counts no row twice'}`, async (t) => {
    t.equal(countsTwice({ ...plan, mode }, earlier), twice)
  })

t.test('a replace without a time is doubtful', async (t) => {
  t.equal(countsTwice({ ...plan, mode: 'replace', time: null }, [{ intervals: [january] }]), true)
})
