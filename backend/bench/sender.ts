import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import type { Readable, Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { csvOf, csvOfRows, type GeneratedCsv } from './csv.ts'

/**
 * Sends a CSV that it makes as it goes, over one loopback connection, and prints what came of it. To the service as
 * multipart/form-data, to the bare upload as plain bytes; everything else is the same code. The clock runs from the
 * opening of the connection to the end of the answer.
 *
 * node sender.ts <http://…|tcp://…> <bytes|rows> <count> [field=value…]
 */
export interface Sent {
  readonly seconds: number
  /** Milliseconds since 1970. */
  readonly lastByteAt: number
  readonly bytes: number
  readonly rows: number
  readonly status: number
  readonly answer: string
}

const [target = '', unit, count, ...fields] = process.argv.slice(2)
const csv = unit === 'rows' ? csvOfRows(Number(count)) : csvOf(Number(count))

let lastByteAt = 0

async function write(into: Writable, { blocks }: GeneratedCsv): Promise<void> {
  for (const block of blocks()) if (!into.write(block)) await once(into, 'drain')
  lastByteAt = Date.now()
}

async function toService(url: string): Promise<{ status: number; answer: string }> {
  const boundary = '----nemeton-bench'
  const part = (disposition: string, rest: string) =>
    `--${boundary}\r\ncontent-disposition: form-data; ${disposition}\r\n${rest}`
  const head = [
    ...fields.map((field) => {
      const [name, value] = field.split('=')
      return part(`name="${name}"`, `\r\n${value}\r\n`)
    }),
    part('name="file"; filename="bench.csv"', 'content-type: text/csv\r\n\r\n'),
  ].join('')
  const tail = `\r\n--${boundary}--\r\n`
  const call = request(url, {
    method: 'POST',
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': head.length + csv.bytes + tail.length,
    },
  })
  const answered = once(call, 'response') as Promise<[Readable & { statusCode: number }]>
  call.write(head)
  await Promise.race([write(call, csv), answered])
  call.end(tail)
  const [response] = await answered
  return { status: response.statusCode, answer: await text(response) }
}

async function toBare(url: URL): Promise<{ status: number; answer: string }> {
  const socket = connect({ host: url.hostname, port: Number(url.port) })
  await write(socket, csv)
  socket.end()
  return { status: 201, answer: await text(socket) }
}

const began = performance.now()
const came = await (target.startsWith('tcp:') ? toBare(new URL(target)) : toService(target))
const seconds = (performance.now() - began) / 1000
const sent: Sent = { seconds, lastByteAt, bytes: csv.bytes, rows: csv.rows, ...came }
console.log(JSON.stringify(sent))
