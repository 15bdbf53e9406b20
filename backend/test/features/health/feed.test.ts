import { ProductError } from '@nemeton/contract'
import t from 'tap'
import { createFeed } from '../../../src/features/health/feed.ts'
import { fakeDatabase } from './fake-ports.ts'

const change = (subject: string) => ({
  at: new Date().toISOString(),
  kind: 'part' as const,
  subject,
  severity: 'ok' as const,
  from: null,
  to: 'up',
  sentence: `${subject} is up.`,
})

t.test('a cursor that no list has answered is refused, and none is taken for another page', async (t) => {
  const { state, database } = fakeDatabase()
  const refusing = {
    ...database,
    health: {
      ...database.health,
      changes: async () => {
        throw new ProductError('invalid_request', 'This cursor is not one that a list has answered.')
      },
    },
  }
  await t.rejects(createFeed({ database: refusing }).list({ limit: 3, cursor: 'abc' }), { code: 'invalid_request' })

  const feed = createFeed({ database })
  feed.add([change('broker')])
  state.isAway = true
  t.match(await feed.list({ limit: 3 }), { items: [{ subject: 'broker' }], nextCursor: null }, 'the latest are told')
  await t.rejects(feed.list({ limit: 3, cursor: '20' }), { code: 'database_unavailable' })
})
