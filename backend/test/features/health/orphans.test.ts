import t from 'tap'
import { createOrphanWalk } from '../../../src/features/health/collect/orphans.ts'
import { fakeDruid, objectStore } from './fake-ports.ts'

t.test(
  'a deep storage that was empty is looked through soon after the first datasource, not an hour later',
  async (t) => {
    const { druid } = fakeDruid()
    const walk = createOrphanWalk({ druid, objectStore })
    const real = Date.now
    let ahead = 0
    Date.now = () => real() + ahead
    t.teardown(() => {
      Date.now = real
    })
    const step = () =>
      walk.step(
        () => true,
        () => {},
      )
    walk.know([])
    t.match(await step(), { kind: 'known', value: { objects: 0, isWhole: true } })
    walk.know(['sales'])
    let spent = 0
    const count = () =>
      walk.step(
        () => true,
        () => {
          spent += 1
        },
      )
    await count()
    t.equal(spent, 0, 'not at once')
    ahead = 5 * 60_000 + 1
    await count()
    t.equal(spent, 2)
  },
)
