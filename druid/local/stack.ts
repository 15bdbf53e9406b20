import { join } from 'node:path'
import { bringArtifacts } from './artifacts.ts'
import { classArchive, makeArchive } from './class-archive.ts'
import { becomeWhole } from './cluster.ts'
import { serveControl } from './control.ts'
import { dataFolders, forget, makeFolders, turnLogs } from './data-folders.ts'
import { claim } from './lock.ts'
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

/** Resolves when tasks can run, queries see every row, and Nemeton, if asked for, takes traffic. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const began = Date.now()
  const { service = true, signal } = options
  const report: Report = options.onState ?? (() => {})
  const note = (detail: string) => report({ part: 'preparation', state: 'note', detail })
  const ports = portsAt(options.portOffset)
  const folders = dataFolders(options.dataDir)
  const requirements = meetRequirements(note)
  makeFolders(folders)
  const release = claim(join(folders.run, 'launcher.json'), folders.root)

  let parts: Parts = new Map()
  const closers: (() => void)[] = []
  let stopping: Promise<void> | undefined
  const stop = () => {
    stopping ??= stopParts(parts).finally(() => {
      for (const close of closers) close()
      release()
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
    await assertFree(service ? ports : { ...ports, nemeton: undefined })
    if (options.fresh) forget(folders)
    makeFolders(folders)
    turnLogs(folders)
    const secrets = readOrMakeSecrets(folders.secrets)
    const artifacts = await bringArtifacts(requirements.maven, note, signal)
    const archive = classArchive(artifacts, requirements, join(folders.run, 'classes'))
    const env = { ...nemetonEnvironment(folders, ports, secrets), ...options.serviceEnv }
    mayGoOn()
    signal?.addEventListener('abort', onAbort, { once: true })
    parts = await layOut(
      { folders, ports, secrets, artifacts, requirements, archive },
      service ? env : undefined,
      report,
    )
    closers.push(await serveControl(folders.control, (name) => parts.get(name)))
    await Promise.all([startParts(parts, mayGoOn), becomeWhole(ports, service, mayGoOn)])
    closers.push(makeArchive(archive))
    report({ part: 'stack', state: 'ready', seconds: (Date.now() - began) / 1000 })
    const part = (name: PartName) => {
      const found = parts.get(name)
      if (!found) throw new Error(`this stack was started without ${name}`)
      return found
    }
    return { ports, env, logs: folders.logs, stop, part }
  } catch (error) {
    await stop()
    throw error
  } finally {
    signal?.removeEventListener('abort', onAbort)
  }
}
