import { createHash } from 'node:crypto'
import { deleteUpload } from '@nemeton/contract'
import t from 'tap'
import { csvOf } from '../../bench/csv.ts'
import { startFaultyLine } from './faulty-line.ts'
import { leftBehind } from './left-behind.ts'
import { startSecondService } from './second-service.ts'
import { call, untilProfiled } from './service.ts'
import { isSoak } from './stack.ts'
import { append, begun, offsetOf } from './tus.ts'
import { until } from './until.ts'

const GB = 1000 ** 3
const bytes = Number(process.env.LARGE_BYTES ?? 5 * GB)
const hour = 3_600_000

t.test(
  'a file of 5 GB, cut five times, arrives whole',
  { skip: isSoak ? false : 'takes minutes and 15 GB of disk: make soak', timeout: hour },
  async (t) => {
    const before = await leftBehind()
    const service = await startSecondService({ UPLOAD_MAX_BYTES: String(6 * GB) })
    t.teardown(() => service.remove())
    const large = csvOf(bytes)
    const hash = createHash('sha256')
    for (const block of large.blocks()) hash.update(block)
    const line = await startFaultyLine(
      service.baseUrl,
      [0.11, 0.32, 0.48, 0.73, 0.96].map((share) => ({ at: Math.floor(share * large.bytes), kind: 'cut' })),
    )
    t.teardown(() => line.close())
    const id = await begun(large.bytes, { filename: 'large.csv' }, { baseUrl: service.baseUrl })
    async function* from(offset: number) {
      let at = 0
      for (const block of large.blocks()) {
        if (at + block.length > offset) yield block.subarray(Math.max(0, offset - at))
        at += block.length
      }
    }
    await until(
      'all of it is sent',
      async () => {
        const offset = await offsetOf(id, line.baseUrl)
        if (offset === large.bytes) return true
        const headers = { 'content-length': large.bytes - offset }
        return (await append(id, offset, from(offset), { baseUrl: line.baseUrl, headers })).status === 204
      },
      { withinMs: hour },
    )
    t.equal(line.faults(), 5)
    t.ok(line.sent() <= 1.1 * large.bytes, `${line.sent()} of ${large.bytes}`)
    const upload = await untilProfiled(id, hour)
    t.match(upload, { status: 'ready', bytes: large.bytes, sha256: hash.digest('hex'), profile: { rows: large.rows } })
    t.equal((await call(deleteUpload, { params: { id }, baseUrl: service.baseUrl })).status, 200)
    t.same(await leftBehind(), before, 'nothing is left behind')
  },
)
