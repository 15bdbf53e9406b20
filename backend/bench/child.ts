import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** A script of this folder in a process of its own, so that its work is not counted as the service's. */
export function start(script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Script {
  const child = spawn(process.execPath, [join(import.meta.dirname, script), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, ...env },
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    child,
    say: async <T>() => {
      const { value, done } = await lines.next()
      if (done) throw new Error(`${script} ended without an answer`)
      return JSON.parse(value) as T
    },
  }
}

export interface Script {
  readonly child: ChildProcess
  /** The next line it prints, as JSON. */
  say<T>(): Promise<T>
}

/** Runs a script to its one line. */
export const ask = <T>(script: string, args: readonly string[]): Promise<T> => start(script, args).say<T>()
