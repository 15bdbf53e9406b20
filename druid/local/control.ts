import { rmSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { isPartName, type PartName, partNames } from './part-name.ts'
import type { PartHandle } from './part-process.ts'

export const verbs = ['stop', 'pause', 'resume', 'kill', 'start', 'restart', 'status'] as const
export type Verb = (typeof verbs)[number]

export interface Answer {
  readonly ok: boolean
  readonly lines: readonly string[]
}

/** A path of a Unix socket has room for about a hundred bytes. */
const longestPath = 100

export function isVerb(word: string | undefined): word is Verb {
  return verbs.some((known) => known === word)
}

export function socketPath(run: string): string {
  const path = join(run, 'control.sock')
  if (Buffer.byteLength(path) > longestPath) throw new Error(`DATA_DIR is too long a path for a socket in it: ${path}`)
  return path
}

/** Lets other processes rule the parts by name; who may write in the run folder may. */
export async function serveControl(path: string, part: (name: PartName) => PartHandle | undefined): Promise<Server> {
  rmSync(path, { force: true })
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    let heard = ''
    socket.setEncoding('utf8').on('error', () => {})
    socket.on('data', (chunk) => {
      heard += chunk
    })
    socket.on('end', async () => socket.end(JSON.stringify(await answer(heard, part))))
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve))
  return server
}

export function askControl(path: string, verb: Verb, name?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    let heard = ''
    socket.setEncoding('utf8').on('error', reject)
    socket.on('connect', () => socket.end(JSON.stringify({ verb, name })))
    socket.on('data', (chunk) => {
      heard += chunk
    })
    socket.on('end', () => (heard ? resolve(JSON.parse(heard)) : reject(new Error('the launcher ended meanwhile'))))
  })
}

async function answer(request: string, part: (name: PartName) => PartHandle | undefined): Promise<Answer> {
  try {
    const { verb, name } = JSON.parse(request) as { verb?: string; name?: string }
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
