import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { clearRemains, readRecords, writeRecord } from '../part-record.ts'
import { identityOf } from '../process-identity.ts'

t.test('ends a recorded process and forgets it', async (t) => {
  const run = t.testdir()
  const child = spawn('sleep', ['60'], { stdio: 'ignore', detached: true })
  writeRecord(run, { name: 'broker', pid: child.pid as number, stopSignal: 'SIGTERM' })
  t.match(readRecords(run), [{ name: 'broker', pid: child.pid }])
  const ended = once(child, 'exit')
  t.same(await clearRemains(run, 1_000), ['broker'])
  await ended
  t.equal(identityOf(child.pid as number), undefined)
  t.same(readdirSync(run), [])
})

t.test('leaves a stranger alone that was given a recorded pid', async (t) => {
  const run = t.testdir()
  const stranger = spawn('sleep', ['60'], { stdio: 'ignore' })
  const record = { name: 'broker', pid: stranger.pid, identity: 'of an earlier process', stopSignal: 'SIGTERM' }
  writeFileSync(join(run, 'broker.pid.json'), JSON.stringify(record))
  t.same(await clearRemains(run, 100), [])
  t.ok(identityOf(stranger.pid as number))
  stranger.kill()
})

t.test('passes over what is no record', async (t) => {
  const run = t.testdir({ 'broker.pid.json': '{"pid":', 'zoo.cfg': '', 'other.pid.json': '{}' })
  t.same(readRecords(run), [])
})
