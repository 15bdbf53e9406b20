import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { dirname } from 'node:path'

export interface User {
  readonly uid: number
  readonly gid: number
  /** May read what only root may: needed when the repository or the data lie in a private folder. */
  readonly readsAnywhere: boolean
}

export interface Launch {
  readonly command: string
  readonly args: readonly string[]
  readonly user?: User
  /** What the kernel sends when the launcher is gone, where it can. */
  readonly orphanSignal?: NodeJS.Signals
}

export interface Spawnable {
  readonly command: string
  readonly args: readonly string[]
  readonly uid?: number
  readonly gid?: number
}

const hasSetpriv = process.platform === 'linux' && spawnSync('setpriv', ['--version']).status === 0

export function spawnable({ command, args, user, orphanSignal }: Launch, setpriv = hasSetpriv): Spawnable {
  if (!setpriv) return { command, args, ...(user && { uid: user.uid, gid: user.gid }) }
  const flags = [
    ...(user ? [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'] : []),
    ...(user?.readsAnywhere ? ['--inh-caps=+dac_read_search', '--ambient-caps=+dac_read_search'] : []),
    ...(orphanSignal ? ['--pdeathsig', orphanSignal.replace('SIG', '')] : []),
  ]
  return flags.length === 0 ? { command, args } : { command: 'setpriv', args: [...flags, '--', command, ...args] }
}

/** Whether a user may pass every folder on the way to a path. */
export function canReach(path: string, { uid, gid }: Pick<User, 'uid' | 'gid'>): boolean {
  const folder = dirname(path)
  const { mode, uid: owner, gid: group } = statSync(folder)
  const bit = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001
  return (mode & bit) !== 0 && (folder === path || folder === '/' || canReach(folder, { uid, gid }))
}
