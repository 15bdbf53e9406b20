import t from 'tap'
import { measuredQueue } from '../../src/queries/measured-queue.ts'
import { createQueue } from '../../src/queries/queue.ts'
import { newTelemetry } from '../ports/telemetry/telemetry-app.ts'

t.test('says who waits, who is let in and who went without an answer', async (t) => {
  const telemetry = newTelemetry()
  const queue = measuredQueue(createQueue({ atOnce: 1, perClient: 1, waiting: 2 }), telemetry)
  const seen = async () => {
    const { text } = await telemetry.metrics.write('prometheus')
    const of = (line: string) => Number(new RegExp(`^${line} (\\d+)$`, 'm').exec(text)?.[1] ?? 0)
    return {
      running: of('nemeton_query_queue\\{state="running"\\}'),
      waiting: of('nemeton_query_queue\\{state="waiting"\\}'),
      ok: of('nemeton_query_queue_left_total\\{outcome="ok"\\}'),
      refused: of('nemeton_query_queue_left_total\\{outcome="rate_limited"\\}'),
      canceled: of('nemeton_query_queue_left_total\\{outcome="canceled"\\}'),
    }
  }
  const enter = (tile: string | null) => queue.enter({ client: 'a', tile, signal: new AbortController().signal })
  const leave = await enter(null)
  t.same(await seen(), { running: 1, waiting: 0, ok: 1, refused: 0, canceled: 0 })
  const first = enter('tile')
  t.same(await seen(), { running: 1, waiting: 1, ok: 1, refused: 0, canceled: 0 })
  await t.rejects(enter(null), { code: 'rate_limited' })
  const newer = enter('tile')
  await t.rejects(first, { code: 'canceled' })
  t.same(await seen(), { running: 1, waiting: 1, ok: 1, refused: 1, canceled: 1 })
  leave()
  leave()
  const last = await newer
  t.same(await seen(), { running: 1, waiting: 0, ok: 2, refused: 1, canceled: 1 })
  last()
  t.same(await seen(), { running: 0, waiting: 0, ok: 2, refused: 1, canceled: 1 })
})
