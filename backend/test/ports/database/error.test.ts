import { ProductError } from '@nemeton/contract'
import t from 'tap'
import { guarded, translate } from '../../../src/ports/database/error.ts'

const rows: readonly [what: string, error: object, unavailable: boolean][] = [
  ['a refused connection', { code: 'ECONNREFUSED', message: '' }, true],
  ['a connection that is silent', { message: 'Query read timeout' }, true],
  ['a statement that took longer than it may', { code: '57014', message: 'canceling statement' }, true],
  ['a shutdown', { code: '57P01', message: '' }, true],
  ['a violated constraint', { code: '23505', message: 'duplicate key' }, false],
  ['a wrong statement', { code: '42601', message: 'syntax error' }, false],
]
for (const [what, error, unavailable] of rows)
  t.test(`${what} is ${unavailable ? '' : 'not '}a PostgreSQL that is away`, async (t) => {
    const translated = translate(error)
    if (unavailable) t.match(translated, { code: 'database_unavailable' })
    else t.equal(translated, error)
  })

t.test('reads are tried again over a connection that was dropped, writes are not', async (t) => {
  let asked = 0
  const fail = async () => {
    asked += 1
    throw Object.assign(new Error('gone'), { code: 'ECONNRESET' })
  }
  const repository = guarded({ read: fail, write: fail }, ['read'])
  await t.rejects(repository.read(), ProductError)
  t.equal(asked, 3)
  asked = 0
  await t.rejects(repository.write(), { code: 'database_unavailable' })
  t.equal(asked, 1)
})
