import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { part } from './stack.ts'

/**
 * Puts a historical with room for next to nothing in the place of the stack's own: the same command, environment and
 * folder, and another size of its segment cache. Answers how to put the right one back.
 */
export async function startTinyHistorical(maxBytes: number): Promise<() => Promise<void>> {
  const { DATA_DIR = '' } = process.env
  const { pid } = JSON.parse(readFileSync(join(DATA_DIR, 'run/historical.pid.json'), 'utf8')) as { pid: number }
  const proc = (name: string) => `/proc/${pid}/${name}`
  const [command = '', ...args] = readFileSync(proc('cmdline'), 'utf8').split('\0').slice(0, -1)
  const pairs = readFileSync(proc('environ'), 'utf8').split('\0').filter(Boolean)
  const env = Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  )
  const cwd = readlinkSync(proc('cwd'))
  await part('stop', 'historical')
  const locations = JSON.stringify([{ path: 'var/druid/segment-cache', maxSize: String(maxBytes) }])
  const child: ChildProcess = spawn(command, [`-Ddruid.segmentCache.locations=${locations}`, ...args], {
    cwd,
    env,
    stdio: 'ignore',
  })
  const killed = () => void child.kill('SIGKILL')
  process.once('exit', killed)
  const ended = once(child, 'close')
  return async () => {
    child.kill('SIGKILL')
    await ended
    process.off('exit', killed)
    await part('start', 'historical')
  }
}
