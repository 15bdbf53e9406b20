import t from 'tap'
import { createShared } from '../../../src/features/operations/shared.ts'

const tick = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

t.test('asks once for all who look at a time', async (t) => {
  let asked = 0
  const shared = createShared(60_000, async () => {
    asked += 1
    await tick(2)
    return asked
  })
  t.same(await Promise.all([shared(), shared(), shared()]), [1, 1, 1])
  t.equal(await shared(), 1)
})

t.test('asks anew once the answer is old', async (t) => {
  let asked = 0
  const shared = createShared(0, async () => {
    asked += 1
    return asked
  })
  t.equal(await shared(), 1)
  t.equal(await shared(), 2)
})

t.test('a failure is asked again too', async (t) => {
  let asked = 0
  const shared = createShared(0, async () => {
    asked += 1
    if (asked === 1) throw new Error('away')
    return asked
  })
  await t.rejects(shared(), { message: 'away' })
  t.equal(await shared(), 2)
})
