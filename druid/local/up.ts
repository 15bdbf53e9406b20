import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { PartFailure } from './part-failure.ts'
import { formatState } from './part-state.ts'
import { type Stack, startStack } from './stack.ts'

const { values } = parseArgs({
  options: { fresh: { type: 'boolean', default: false }, 'no-service': { type: 'boolean', default: false } },
})
const ending = new AbortController()
let stack: Stack | undefined

const leave = (why: string) => {
  if (ending.signal.aborted) return
  console.log(why)
  ending.abort(new Error(why))
  clearInterval(watch)
  stack?.stop().then(() => process.exit(0))
}
// Nobody may be left to read: that must not end the launcher before its parts.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
const parent = process.ppid
const watch = setInterval(() => process.ppid === parent || leave('the parent process ended: stopping'), 500)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => leave(`${signal}: stopping`))

try {
  stack = await startStack({
    portOffset: Number(process.env.PORT_OFFSET || 0),
    dataDir: process.env.DATA_DIR || join(import.meta.dirname, '../../.data'),
    fresh: values.fresh,
    service: !values['no-service'],
    onState: (line) => console.log(formatState(line)),
    signal: ending.signal,
  })
  console.log(`router ${stack.env.DRUID_URL} · store ${stack.env.S3_ENDPOINT} · logs ${stack.logs}`)
  if (!values['no-service']) console.log(`Nemeton http://127.0.0.1:${stack.ports.nemeton}`)
} catch (error) {
  clearInterval(watch)
  if (ending.signal.aborted) process.exit(0)
  if (error instanceof PartFailure) console.error(error.tail.join('\n'))
  console.error((error as Error).message)
  process.exit(1)
}
