import { spawn } from 'node:child_process'
import { once } from 'node:events'
import t from 'tap'
import { endFamily } from '../process-family.ts'
import { commandOf, descendantsOf, identityOf, isAlive, parseProcStat } from '../process-identity.ts'

t.test('reads a stat line whose program name holds spaces and brackets', async (t) => {
  const after = ['S', '7', ...Array.from({ length: 15 }, () => '0'), '31', '0', '4711', '9']
  t.same(parseProcStat(`42 (a (b) c) ${after.join(' ')}`), { state: 'S', parent: 7, threads: 31, startTicks: '4711' })
})

t.test('tells a process from a later one with the same pid', async (t) => {
  const identity = identityOf(process.pid) ?? ''
  t.ok(isAlive(process.pid, identity))
  t.notOk(isAlive(process.pid, `${identity}0`))
  t.equal(identityOf(2 ** 22 + 1), undefined)
  t.match(commandOf(process.pid), /node|Main/)
})

t.test('ends a family whose eldest does not listen', async (t) => {
  const eldest = spawn('sh', ['-c', "trap '' TERM; sleep 60 & wait; sleep 60"], { stdio: 'ignore' })
  const pid = eldest.pid as number
  while (descendantsOf(pid).length === 0) await new Promise((resolve) => setTimeout(resolve, 20))
  const [child = 0] = descendantsOf(pid)
  const ended = once(eldest, 'exit')
  await endFamily(pid, 'SIGTERM', 200)
  await ended
  t.equal(eldest.signalCode, 'SIGKILL')
  t.equal(identityOf(child), undefined)
})

t.test('ends a family that was paused, politely', async (t) => {
  const eldest = spawn('sleep', ['60'], { stdio: 'ignore' })
  eldest.kill('SIGSTOP')
  const ended = once(eldest, 'exit')
  await endFamily(eldest.pid as number, 'SIGTERM', 5_000)
  await ended
  t.equal(eldest.signalCode, 'SIGTERM')
})
