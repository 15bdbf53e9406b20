import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { canReach, spawnable } from '../launch.ts'

const java = { command: 'java', args: ['-version'] }
const user = { uid: 65_534, gid: 65_534, readsAnywhere: false }

t.test('starts a plain command as it is', async (t) => {
  t.same(spawnable(java, true), java)
  t.same(spawnable(java, false), java)
})

t.test('has the kernel end a part whose launcher is gone, where it can', async (t) => {
  t.same(spawnable({ ...java, orphanSignal: 'SIGTERM' }, true), {
    command: 'setpriv',
    args: ['--pdeathsig', 'TERM', '--', 'java', '-version'],
  })
  t.same(spawnable({ ...java, orphanSignal: 'SIGTERM' }, false), java)
})

t.test('changes the user first: that would undo the signal', async (t) => {
  const { args } = spawnable({ ...java, user: { ...user, readsAnywhere: true }, orphanSignal: 'SIGINT' }, true)
  t.same(args.slice(0, 7), [
    '--reuid=65534',
    '--regid=65534',
    '--clear-groups',
    '--inh-caps=+dac_read_search',
    '--ambient-caps=+dac_read_search',
    '--pdeathsig',
    'INT',
  ])
  t.same(spawnable({ ...java, user }, false), { ...java, uid: 65_534, gid: 65_534 })
})

t.test('sees whether another user can pass every folder on the way', async (t) => {
  const root = t.testdir()
  const path = join(root, 'private', 'open', 'file')
  mkdirSync(join(root, 'private', 'open'), { recursive: true })
  writeFileSync(path, '')
  chmodSync(join(root, 'private'), 0o700)
  t.notOk(canReach(path, user))
  t.ok(canReach('/etc/passwd', user))
})
