import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { createS3 } from '../../../src/ports/object-store/s3.ts'

t.test('who leaves before reading an object ends that reading and nothing else', async (t) => {
  const store = createServer((_request, response) => {
    response.writeHead(200, { 'content-length': '1000', 'x-amz-checksum-crc32': 'AAAAAA==' })
    response.write('begun')
  })
  store.listen(0, '127.0.0.1')
  await once(store, 'listening')
  const objectStore = createS3({
    endpoint: `http://127.0.0.1:${(store.address() as AddressInfo).port}`,
    region: 'us-east-1',
    bucket: 'nemeton',
    credentials: { accessKeyId: 'someone', secretAccessKey: 'a secret' },
    forcePathStyle: true,
    largestBytes: 1000,
  })
  t.teardown(() => {
    objectStore.close()
    store.closeAllConnections()
    store.close()
  })
  const leaving = new AbortController()
  const body = await objectStore.get('uploads/a', leaving.signal)
  leaving.abort()
  await new Promise((resolve) => body.once('close', resolve))
  await sleep(20)
  await t.rejects(body.toArray(), 'it is told when it is read')
})
