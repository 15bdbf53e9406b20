import t from 'tap'
import { roughCounts } from '../../src/queries/rough-counts.ts'

const column = (name: string, as = name, include = true) =>
  ({ name, as, include, type: 'string', role: 'dimension' }) as const

const counted = {
  rows: 1000,
  columns: new Map([
    ['Branch', 8],
    ['Order no', 990],
    ['Left out', 5],
  ]),
  plan: { columns: [column('Branch', 'branch'), column('Order no', 'order_no'), column('Left out', 'left', false)] },
}

t.test('values go by their name in Druid, and what tells rows apart grows with them', async (t) => {
  t.same(roughCounts(counted, 1000), { branch: 8, order_no: 990 })
  t.same(roughCounts(counted, 10_000), { branch: 8, order_no: 9900 })
  t.same(roughCounts(counted, 10), { branch: 8, order_no: 990 }, 'rolled up')
  t.same(roughCounts({ ...counted, rows: 0 }, 10), { branch: 8, order_no: 990 })
  t.same(roughCounts({ ...counted, columns: new Map() }, 10), {}, 'of what is not profiled nothing is said')
})
