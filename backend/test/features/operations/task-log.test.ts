import t from 'tap'
import { readTaskLog } from '../../../src/features/operations/task-log.ts'

const signal = new AbortController().signal
const read = (log: string | null, isKnown = true) =>
  readTaskLog(
    'task',
    { taskLogTail: async () => log, taskStatus: async () => (isKnown ? ({} as never) : null) },
    signal,
  )

t.test('answers what there is of a log', async (t) => {
  t.same(await read('one\ntwo'), { id: 'task', tail: 'one\ntwo' })
  t.same(await read(''), { id: 'task', tail: '' })
  t.same(await read(null), { id: 'task', tail: null }, 'a task that waits has none')
})

t.test('says that Druid knows no such task', async (t) => {
  await t.rejects(read(null, false), { code: 'not_found', message: /task/ })
})

t.test('answers the end of a log that came whole, without half a character', async (t) => {
  for (const letter of ['a', 'é', '€', '😀']) {
    const { tail } = await read(`x${letter.repeat(70_000)}`)
    t.ok(Buffer.byteLength(tail ?? '') <= 64 * 1024)
    t.equal((tail ?? '').replaceAll(letter, ''), '')
  }
})
