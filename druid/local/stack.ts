import { join } from 'node:path'
import { bringArtifacts } from './artifacts.ts'
import { keepOneReplica, untilWhole } from './cluster.ts'
import { serveControl, socketPath } from './control.ts'
import { dataFolders, forget, makeFolders, turnLogs } from './data-folders.ts'
import { holderOf, tryLock, unlock } from './lock.ts'
import { nemetonEnvironment } from './nemeton.ts'
import type { PartName } from './part-name.ts'
import type { PartHandle } from './part-process.ts'
import { clearRemains } from './part-record.ts'
import type { PartState, Report } from './part-state.ts'
import { layOut, type Parts, startParts, stopParts } from './parts.ts'
import { assertFree, type Ports, portsAt } from './ports.ts'
import { meetRequirements } from './requirements.ts'
import { readOrMakeSecrets } from './secrets.ts'

export type { PartName } from './part-name.ts'
export type { PartHandle } from './part-process.ts'
export type { PartState } from './part-state.ts'
export type { Ports } from './ports.ts'

export interface StackOptions {
  /** Added to every port. */
  readonly portOffset: number
  readonly dataDir: string
  /** Forget what the folder kept. */
  readonly fresh?: boolean
  /** Start Nemeton as well, as is the default. */
  readonly service?: boolean
  /** Further environment of Nemeton. */
  readonly serviceEnv?: Readonly<Record<string, string>>
  readonly onState?: (line: PartState) => void
  /** Ends a start that is under way. */
  readonly signal?: AbortSignal
}

export interface Stack {
  readonly ports: Ports
  /** The environment that Nemeton needs. */
  readonly env: Readonly<Record<string, string>>
  /** The folder with one log a part. */
  readonly logs: string
  part(name: PartName): PartHandle
  stop(): Promise<void>
}

export async function startStack(options: StackOptions): Promise<Stack> {
  const began = Date.now()
  const { service = true, signal } = options
  const report: Report = options.onState ?? (() => {})
  const note = (detail: string) => report({ part: 'preparation', state: 'note', detail })
  const ports = portsAt(options.portOffset)
  const folders = dataFolders(options.dataDir)
  const socket = socketPath(folders.run)
  const requirements = meetRequirements(note)
  makeFolders(folders)
  const lock = join(folders.run, 'launcher.json')
  if (!tryLock(lock)) throw new Error(`a stack runs on ${folders.root} already, started by pid ${holderOf(lock)?.pid}`)

  let parts: Parts = new Map()
  let closeControl = () => {}
  let stopping: Promise<void> | undefined
  const stop = () => {
    stopping ??= stopParts(parts).finally(() => {
      closeControl()
      unlock(lock)
    })
    return stopping
  }
  const mayGoOn = () => {
    signal?.throwIfAborted()
    if (stopping) throw new Error('the stack was stopped')
  }
  const onAbort = () => void stop()

  try {
    const cleared = await clearRemains(folders.run)
    if (cleared.length > 0) note(`cleared what an earlier start left running: ${cleared.join(', ')}`)
    if (options.fresh) {
      forget(folders)
      makeFolders(folders)
    }
    turnLogs(folders)
    await assertFree(service ? ports : { ...ports, nemeton: undefined })
    const secrets = readOrMakeSecrets(folders.secrets)
    const artifacts = await bringArtifacts(requirements.maven, note)
    mayGoOn()
    const env = nemetonEnvironment(folders, ports, secrets)
    const ground = { folders, ports, secrets, artifacts, requirements }
    parts = await layOut(ground, service ? { ...env, ...options.serviceEnv } : undefined, report)
    const part = (name: PartName) => parts.get(name)
    const server = await serveControl(socket, part)
    closeControl = () => server.close()
    signal?.addEventListener('abort', onAbort, { once: true })
    await startParts(parts, mayGoOn)
    await keepOneReplica(ports)
    await becomeWhole(ports, began, report)
    return {
      ports,
      env,
      logs: folders.logs,
      stop,
      part: (name) => {
        const found = part(name)
        if (!found) throw new Error(`this stack was started without ${name}`)
        return found
      },
    }
  } catch (error) {
    await stop()
    throw error
  } finally {
    signal?.removeEventListener('abort', onAbort)
  }
}

async function becomeWhole(ports: Ports, began: number, report: Report): Promise<void> {
  const missing = await untilWhole(ports, 60_000)
  if (missing) throw new Error(`the cluster did not become whole: it still waits for ${missing}`)
  report({ part: 'cluster', state: 'ready', seconds: (Date.now() - began) / 1000 })
}
