import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t from 'tap'
import { dataFolders } from '../../data-folders.ts'
import { readRecords } from '../../part-record.ts'
import { assertFree } from '../../ports.ts'
import { identityOf } from '../../process-identity.ts'
import { startStack } from '../../stack.ts'
import { countRows, ingest, inPostgres, type Launcher, launch, part, until } from './launcher.ts'

t.setTimeout(420_000)

const portOffset = Number(process.env.TEST_PORT_OFFSET || 20_000)
const dataDir = mkdtempSync(join(tmpdir(), 'nemeton-stack-'))
const otherDir = mkdtempSync(join(tmpdir(), 'nemeton-other-'))
const rows = [1, 2, 3].map((hour) => ({ at: `2025-01-01T0${hour}:00:00Z`, name: `row ${hour}` }))
const running = () => readRecords(dataFolders(dataDir).run).map(({ name, pid }) => ({ name, pid }))
let launcher: Launcher = launch(dataDir, portOffset)

t.teardown(async () => {
  launcher.signal('SIGTERM')
  await launcher.ended
  for (const folder of [dataDir, otherDir]) rmSync(folder, { recursive: true, force: true })
})

// Outside of any test: when this fails there is nothing that the others could test.
t.comment(`figure: first start ready after ${await launcher.ready} s`)

t.test('starts on a folder that holds nothing, and takes rows in', async (t) => {
  t.equal(running().length, 8)
  await ingest(launcher.ports, 'kept', rows)
  await inPostgres(dataDir, launcher.ports, 'CREATE TABLE kept AS SELECT 42 AS answer')
  t.ok(await until(async () => (await countRows(launcher.ports, 'kept')) === rows.length, 60_000))
})

t.test('keeps its secrets to itself', async (t) => {
  const secrets: string[] = Object.values(JSON.parse(readFileSync(dataFolders(dataDir).secrets, 'utf8')))
  t.equal(statSync(dataFolders(dataDir).secrets).mode & 0o077, 0)
  const told = launcher.lines.join('\n')
  const logs = running().map(({ name }) => readFileSync(join(dataFolders(dataDir).logs, `${name}.log`), 'utf8'))
  const commands = running().map(({ pid }) => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
  for (const secret of secrets) t.notOk([told, ...logs, ...commands].some((text) => text.includes(secret)))
})

t.test('refuses a second launcher on the same folder, and one on the same ports', async (t) => {
  await t.rejects(launch(dataDir, portOffset + 100).ready, /runs on .* already, started by pid/)
  await t.rejects(launch(otherDir, portOffset).ready, new RegExp(`${launcher.ports.broker} \\(broker\\)`))
})

t.test('kills, starts, pauses and resumes a part by name', async (t) => {
  const before = running().find(({ name }) => name === 'broker')?.pid as number
  t.match(await part(dataDir, 'kill', 'broker'), /broker +not running/)
  t.equal(identityOf(before), undefined)
  t.match(await part(dataDir, 'start', 'broker'), /broker +running, pid \d+/)
  t.ok(await until(async () => (await countRows(launcher.ports, 'kept')) === rows.length, 30_000))
  await part(dataDir, 'pause', 'historical')
  t.equal(await countRows(launcher.ports, 'kept'), undefined, 'no answer while the rows are out of reach')
  await part(dataDir, 'resume', 'historical')
  t.ok(await until(async () => (await countRows(launcher.ports, 'kept')) === rows.length, 30_000))
  t.equal((await part(dataDir, 'status')).split('\n').length, 8)
})

t.test('goes on when a part is killed from outside, and says so', async (t) => {
  process.kill(running().find(({ name }) => name === 'router')?.pid as number, 'SIGKILL')
  t.ok(await until(() => launcher.lines.some((line) => /^router +ended .*SIGKILL/.test(line)), 5_000))
  t.match(await part(dataDir, 'status', 'router'), /not running/)
  await part(dataDir, 'restart', 'router')
  t.ok(await until(async () => (await countRows(launcher.ports, 'kept')) === rows.length, 30_000))
})

t.test('starts again after its launcher was killed: nothing is left, the rows are', async (t) => {
  const before = running().map(({ pid }) => pid)
  // Deaf to the signal that the kernel sends when a launcher is gone: it has to be cleared by the next start.
  await part(dataDir, 'pause', 'indexer')
  launcher.signal('SIGKILL')
  t.equal(await launcher.ended, 'SIGKILL')
  launcher = launch(dataDir, portOffset)
  const seconds = await launcher.ready
  t.comment(`figure: start after kill -9 of the launcher ready after ${seconds} s`)
  t.ok(launcher.lines.some((line) => /cleared what an earlier start left running: .*indexer/.test(line)))
  t.same(
    before.filter((pid) => identityOf(pid)),
    [],
  )
  t.equal(await countRows(launcher.ports, 'kept'), rows.length)
})

t.test('lives beside another stack', async (t) => {
  const other = await startStack({ portOffset: portOffset + 100, dataDir: otherDir, service: false })
  t.teardown(() => other.stop())
  t.equal(await countRows(other.ports, 'kept'), undefined)
  t.equal(await countRows(launcher.ports, 'kept'), rows.length)
  await other.part('postgres').restart()
  await other.stop()
  await t.resolves(assertFree(other.ports))
  t.equal(await countRows(launcher.ports, 'kept'), rows.length)
})

t.test('stops in order at Ctrl-C and is back with its data', async (t) => {
  const before = running().map(({ pid }) => pid)
  launcher.signal('SIGINT')
  t.equal(await launcher.ended, 0)
  const stopped = launcher.lines.flatMap((line) => /^(\w+) +stopped/.exec(line)?.[1] ?? [])
  t.equal(stopped.length, 8)
  t.ok(stopped.indexOf('broker') < stopped.indexOf('coordinator'))
  t.ok(stopped.indexOf('coordinator') < stopped.indexOf('zookeeper'))
  t.same(
    before.filter((pid) => identityOf(pid)),
    [],
  )

  launcher = launch(dataDir, portOffset)
  const seconds = await launcher.ready
  t.comment(`figure: warm start ready after ${seconds} s`)
  t.equal(await countRows(launcher.ports, 'kept'), rows.length, "yesterday's rows, at once")
  t.same(await inPostgres(dataDir, launcher.ports, 'SELECT answer FROM kept'), { answer: 42 })
})
