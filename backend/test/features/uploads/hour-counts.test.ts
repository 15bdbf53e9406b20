import { ProductError } from '@nemeton/contract'
import t from 'tap'
import { createHourCounts } from '../../../src/features/uploads/hour-counts.ts'
import { inferPlan } from '../../../src/olap/ingestion/infer-schema.ts'
import { orders } from '../../olap/ingestion/profiles.ts'

const upload = { id: 'a', filename: 'x.csv', object: null } as never
const plan = inferPlan(orders, { filename: 'x.csv' })
const inZone = (timezone: string) =>
  plan.time?.kind === 'column' ? { ...plan, time: { ...plan.time, timezone } } : plan

const counting = (answer: () => Promise<object>) => {
  let asked = 0
  const counts = createHourCounts({
    objectStore: {},
    spool: { find: async () => ({ id: 'a' }) },
    tabular: {
      localHours: async () => {
        asked++
        return answer()
      },
    },
  } as never)
  const signal = new AbortController().signal
  return { asked: () => asked, warnings: (zone: string) => counts.warnings(upload, orders, inZone(zone), signal) }
}
const none = { rows: 0, examples: [] }

t.test('counts once for a zone, and not at all for UTC', async (t) => {
  const { asked, warnings } = counting(async () => ({ skipped: { rows: 2, examples: ['x'] }, twice: none }))
  t.same(await warnings('Etc/UTC'), [])
  t.equal(asked(), 0)
  t.match(await warnings('Europe/Berlin'), [{ code: 'skipped_hour', message: /^2 times/ }])
  t.match(await warnings('Europe/Berlin'), [{ code: 'skipped_hour' }])
  t.equal(asked(), 1)
  await warnings('Europe/Paris')
  t.equal(asked(), 2)
})

t.test('says that it did not count when reading takes too long, and counts the next time', async (t) => {
  let busy = true
  const { asked, warnings } = counting(async () => {
    if (busy) throw new ProductError('canceled', 'Reading the file was canceled.')
    return { skipped: none, twice: none }
  })
  t.match(await warnings('Europe/Berlin'), [{ code: 'hours_not_counted', message: /not counted in time/ }])
  busy = false
  t.same(await warnings('Europe/Berlin'), [])
  t.equal(asked(), 2)
})

t.test('lets a store that is away be heard of', async (t) => {
  const { warnings } = counting(async () => {
    throw new ProductError('store_unavailable', 'The object store does not answer.')
  })
  await t.rejects(warnings('Europe/Berlin'), { code: 'store_unavailable' })
})
