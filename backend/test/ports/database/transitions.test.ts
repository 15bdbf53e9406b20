import { type IngestionStatus, ingestionStatus } from '@nemeton/contract'
import t from 'tap'
import { isLegal, isTerminal } from '../../../src/ports/database/repositories/transitions.ts'

/** Every legal transition, one line a status; whatever is not here is refused. */
const legal: Readonly<Record<IngestionStatus, string>> = {
  queued: 'staging publishing loading failed canceled',
  staging: 'submitted publishing loading failed canceled',
  submitted: 'waiting running publishing loading failed canceled',
  waiting: 'running publishing failed canceled',
  running: 'publishing failed canceled',
  publishing: 'loading failed canceled',
  loading: 'queryable failed canceled',
  queryable: '',
  failed: '',
  canceled: '',
}

for (const from of ingestionStatus.options)
  t.test(`from ${from} it goes to ${legal[from] || 'nowhere'}`, async (t) => {
    const reached = ingestionStatus.options.filter((to) => to !== from && isLegal(from, to))
    t.same(reached.toSorted(), legal[from].split(' ').filter(Boolean).toSorted())
    t.ok(isLegal(from, from), 'to stay is legal')
    t.equal(isTerminal(from), legal[from] === '')
  })
