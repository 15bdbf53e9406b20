import { randomBytes } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { isPartName, type PartName, partNames } from './part-name.ts'
import type { PartHandle } from './part-process.ts'

export const verbs = ['stop', 'pause', 'resume', 'kill', 'start', 'restart', 'status'] as const
export type Verb = (typeof verbs)[number]

export interface Answer {
  readonly ok: boolean
  readonly lines: readonly string[]
}

/** Where the launcher listens, and what it wants to hear first: who may read the file may rule the parts. */
interface Door {
  readonly port: number
  readonly key: string
}

type FindPart = (name: PartName) => PartHandle | undefined

export function isVerb(word: string | undefined): word is Verb {
  return verbs.some((known) => known === word)
}

/** Lets other processes rule the parts by name; answers how to end that. */
export async function serveControl(file: string, part: FindPart): Promise<() => void> {
  const key = randomBytes(16).toString('hex')
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let heard = ''
    socket.setEncoding('utf8').on('error', () => {})
    socket.on('data', (chunk) => {
      heard += chunk
    })
    socket.on('end', async () => socket.end(JSON.stringify(await answer(heard, key, part))))
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  writeFileSync(file, JSON.stringify({ port, key } satisfies Door), { mode: 0o600 })
  return () => {
    server.close()
    rmSync(file, { force: true })
  }
}

export function askControl(file: string, verb: Verb, name?: string): Promise<Answer> {
  const { port, key } = JSON.parse(readFileSync(file, 'utf8')) as Door
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let heard = ''
    socket.setEncoding('utf8').on('error', reject)
    socket.on('connect', () => socket.end(JSON.stringify({ key, verb, name })))
    socket.on('data', (chunk) => {
      heard += chunk
    })
    socket.on('end', () => (heard ? resolve(JSON.parse(heard)) : reject(new Error('the launcher ended meanwhile'))))
  })
}

async function answer(request: string, key: string, part: FindPart): Promise<Answer> {
  try {
    const asked = JSON.parse(request) as { key?: string; verb?: string; name?: string }
    if (asked.key !== key) throw new Error('wrong key')
    const { verb, name } = asked
    if (!isVerb(verb)) throw new Error(`no such verb: ${verb}`)
    if (name === undefined && verb === 'status')
      return { ok: true, lines: partNames.flatMap((each) => status(part(each))) }
    const handle = isPartName(name) ? part(name) : undefined
    if (!handle) throw new Error(`no such part in this stack: ${name}`)
    if (verb !== 'status') await handle[verb]()
    return { ok: true, lines: status(handle) }
  } catch (error) {
    return { ok: false, lines: [(error as Error).message] }
  }
}

function status(handle: PartHandle | undefined): readonly string[] {
  return handle ? [`${handle.name.padEnd(12)} ${handle.pid ? `running, pid ${handle.pid}` : 'not running'}`] : []
}
