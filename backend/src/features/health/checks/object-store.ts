import { type Check, judged } from './check.ts'
import { overInstances } from './of-instances.ts'
import { sayNames, sayTime } from './say.ts'

const source = 'PUT, GET, LIST and DELETE of health/<instance> in the bucket'
const slowMs = 2000

export const objectStore: Check = {
  name: 'object-store',
  title: 'The object store takes, gives, lists and removes',
  group: 'storage',
  page: { title: 'S3-compatible deep storage', path: 'development/extensions-core/s3' },
  isOfInstances: true,
  judge: (facts) =>
    overInstances(facts, source, (instances) => {
      const tried = instances.map(({ id, store }) => ({ id, store }))
      const failing = tried.flatMap(({ id, store }) =>
        store.kind === 'unknown' && store.at > 0 ? [{ id, store }] : [],
      )
      const rounds = tried.flatMap(({ id, store }) => {
        if (store.kind === 'unknown') return []
        const { writeMs, readMs, listMs, removeMs } = store.value
        return [{ id, ms: writeMs + readMs + listMs + removeMs, store }]
      })
      const evidence = [
        ...rounds.slice(0, 5).flatMap(({ id, store: { value } }) => [
          { label: `${id}: write`, value: value.writeMs, unit: 'ms' as const },
          { label: `${id}: read`, value: value.readMs, unit: 'ms' as const },
          { label: `${id}: list`, value: value.listMs, unit: 'ms' as const },
          { label: `${id}: remove`, value: value.removeMs, unit: 'ms' as const },
        ]),
        ...failing.slice(0, 5).map(({ id, store }) => ({ label: id, value: store.reason })),
      ]
      const [first] = failing
      if (first !== undefined) {
        const { reason } = first.store
        const isRefused = /refused/.test(reason)
        return judged('critical', {
          sentence: `The object store cannot be used from ${sayNames(failing.map(({ id }) => id))}: ${reason}`,
          source,
          subjects: failing.map(({ id }) => id),
          evidence,
          remedy: isRefused
            ? 'Check S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY and S3_BUCKET of that instance, and what the keys may do: put, get, list and delete objects. Then start it anew.'
            : 'Look whether the store runs and can be reached at S3_ENDPOINT, and whether its disk is full. Uploads wait for it; loaded rows can be queried meanwhile.',
        })
      }
      if (rounds.length === 0)
        return judged('unknown', { sentence: 'This could not be checked: the store was not asked yet.', source })
      const slowest = Math.max(...rounds.map(({ ms }) => ms))
      if (slowest > slowMs)
        return judged('warning', {
          sentence: `A small object's round through the object store took ${sayTime(slowest)}.`,
          source,
          subjects: rounds.filter(({ ms }) => ms > slowMs).map(({ id }) => id),
          evidence,
          remedy: 'Look at the load and the disk of the store and at the network to it: uploads and loads are as slow.',
        })
      return judged('ok', {
        sentence: `An object was written, read, listed and removed in ${sayTime(slowest)}.`,
        source,
        evidence,
      })
    }),
}
