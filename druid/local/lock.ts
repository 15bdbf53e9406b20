import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { identityOf, isAlive } from './process-identity.ts'

export interface Holder {
  readonly pid: number
  readonly identity: string
}

export function self(): Holder {
  return { pid: process.pid, identity: identityOf(process.pid) ?? '' }
}

/** Who holds the lock file, unless that process is gone. */
export function holderOf(path: string): Holder | undefined {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8')) as Holder
    return isAlive(holder.pid, holder.identity) ? holder : undefined
  } catch {
    return undefined
  }
}

/** True when this process holds the lock from now on. */
export function tryLock(path: string): boolean {
  const own = `${path}.${process.pid}`
  writeFileSync(own, JSON.stringify(self()))
  try {
    // A link appears at once and whole: nobody ever reads half a holder.
    linkSync(own, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(own)
  }
  if (holderOf(path)) return false
  rmSync(path, { force: true })
  return tryLock(path)
}

/** Takes a data folder for this process; answers how to give it back. */
export function claim(path: string, folder: string): () => void {
  if (!tryLock(path)) throw new Error(`a stack runs on ${folder} already, started by pid ${holderOf(path)?.pid}`)
  return () => unlock(path)
}

export function unlock(path: string): void {
  rmSync(path, { force: true })
}

export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  while (!tryLock(path)) await sleep(200)
  try {
    return await work()
  } finally {
    unlock(path)
  }
}
