import t from 'tap'
import { readLoadQueues } from '../../../src/features/operations/load-queues.ts'

const nothing = { segments: 0, bytes: 0 }
const queues = async () => [
  { server: 'b:8083', toLoad: nothing, toDrop: { segments: 1, bytes: 10 } },
  { server: 'a:8083', toLoad: nothing, toDrop: nothing },
  { server: 'c:8083', toLoad: { segments: 2, bytes: 20 }, toDrop: nothing },
]

t.test('those with most to load first, each with its tier', async (t) => {
  const rows = async () => [
    { server: 'a:8083', tier: 'hot' },
    { server: 'c:8083', tier: '_default_tier' },
    { server: 'd:8082', tier: null },
  ]
  t.match(await readLoadQueues({ loadQueues: queues, rows }), [
    { server: 'c:8083', tier: '_default_tier', toLoad: { segments: 2, bytes: 20 } },
    { server: 'a:8083', tier: 'hot', toDrop: nothing },
    { server: 'b:8083', tier: null, toDrop: { segments: 1, bytes: 10 } },
  ])
})

t.test('without tiers while the broker does not answer', async (t) => {
  const rows = async () => {
    throw new Error('away')
  }
  t.same(
    (await readLoadQueues({ loadQueues: queues, rows })).map(({ tier }) => tier),
    [null, null, null],
  )
})
