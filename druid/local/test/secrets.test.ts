import { statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readOrMakeSecrets } from '../secrets.ts'

t.test('makes secrets once, for the owner alone', async (t) => {
  const path = join(t.testdir(), 'secrets.json')
  const made = readOrMakeSecrets(path)
  t.same(readOrMakeSecrets(path), made)
  t.equal(statSync(path).mode & 0o777, 0o600)
  t.not(readOrMakeSecrets(join(t.testdir(), 'others.json')).postgresPassword, made.postgresPassword)
  t.ok(Object.values(made).every((secret) => secret.length >= 20))
})
