import { createServer } from 'node:net'
import t from 'tap'
import { assertFree, basePorts, portsAt } from '../ports.ts'

t.test('adds the offset to every port', async (t) => {
  t.same(portsAt(0), basePorts)
  const moved = portsAt(10_000)
  t.equal(moved.nemeton, 14_000)
  t.equal(moved.broker, 18_082)
  t.ok(Object.entries(basePorts).every(([name, port]) => moved[name as keyof typeof moved] === port + 10_000))
})

t.test('refuses an offset that leaves the range of ports', async (t) => {
  for (const offset of [-1, 1.5, Number.NaN, 60_000]) t.throws(() => portsAt(offset), /PORT_OFFSET must be/)
})

t.test('names the port that is taken and the part that wants it', async (t) => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await t.rejects(assertFree({ broker: port }), new RegExp(`${port} \\(broker\\)`))
  await new Promise((resolve) => server.close(resolve))
  await t.resolves(assertFree({ broker: port, nemeton: undefined }))
})
