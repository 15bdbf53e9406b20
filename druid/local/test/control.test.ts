import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { askControl, serveControl } from '../control.ts'
import type { PartHandle } from '../part-process.ts'

t.test('rules parts by name from another process', async (t) => {
  const done: string[] = []
  const act = (what: string) => async () => void done.push(what)
  const broker: PartHandle = {
    name: 'broker',
    pid: 42,
    start: act('start'),
    stop: act('stop'),
    restart: act('restart'),
    kill: act('kill'),
    pause: () => void done.push('pause'),
    resume: () => {
      throw new Error('broker does not run')
    },
  }
  const path = join(t.testdir(), 'control.json')
  const close = await serveControl(path, (name) => (name === 'broker' ? broker : undefined))
  t.equal(statSync(path).mode & 0o777, 0o600)

  for (const verb of ['kill', 'start', 'pause'] as const) t.ok((await askControl(path, verb, 'broker')).ok)
  t.same(done, ['kill', 'start', 'pause'])
  t.same(await askControl(path, 'status'), { ok: true, lines: ['broker       running, pid 42'] })
  t.same(await askControl(path, 'resume', 'broker'), { ok: false, lines: ['broker does not run'] })
  t.match(await askControl(path, 'kill', 'router'), { ok: false, lines: [/no such part in this stack: router/] })
  t.match(await askControl(path, 'explode' as 'kill', 'broker'), { ok: false, lines: [/no such verb/] })

  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), key: 'guessed' }))
  t.same(await askControl(path, 'kill', 'broker'), { ok: false, lines: ['wrong key'] })
  t.equal(done.length, 3)
  close()
  t.notOk(existsSync(path))
})
