import t from 'tap'
import { createLog } from '../../../src/ports/log/log.ts'
import { createCurrent } from '../../../src/ports/telemetry/current.ts'

t.test('keeps the latest warnings and errors, each with the trace that it belongs to', async (t) => {
  const { about, within } = createCurrent()
  const { log, recent } = createLog({ level: 'warn', about })
  log.info('nothing to worry about')
  log.warn({ err: new Error('it broke') }, 'outside of a request')
  within({ requestId: 'one', traceId: 'abc', span: null }, () => log.error({ code: 'internal' }, 'within one'))
  within({ requestId: 'two', traceId: null, span: null }, () => log.child({ reqId: 'two' }).warn('without a trace'))
  const lines = recent().map((line) => JSON.parse(line))
  t.match(lines, [
    { level: 40, msg: 'outside of a request', err: { message: 'it broke' } },
    { level: 50, msg: 'within one', code: 'internal', traceId: 'abc' },
    { level: 40, msg: 'without a trace', reqId: 'two' },
  ])
  t.equal(lines.length, 3)
  t.notOk('traceId' in lines[0] || 'traceId' in lines[2])
})

t.test('keeps so many lines and no more, and of a long one its beginning', async (t) => {
  const { log, recent } = createLog({ level: 'warn', about: () => ({}) })
  for (let n = 0; n < 300; n += 1) log.warn({ n }, 'x'.repeat(n === 299 ? 100_000 : 10))
  t.equal(recent().length, 200)
  t.equal(JSON.parse(recent()[0] ?? '').n, 100)
  t.ok((recent().at(-1)?.length ?? 0) <= 20_000)
})
