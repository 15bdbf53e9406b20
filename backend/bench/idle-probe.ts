import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** An idle process whose event loop is watched as the service's is. */
export function startIdle(file: string): { readonly file: string; end(): void } {
  const script = (name: string) => join(import.meta.dirname, name)
  const child = spawn(process.execPath, [`--import=${pathToFileURL(script('loop-probe.ts'))}`, script('idle.ts')], {
    stdio: ['pipe', 'ignore', 'inherit'],
    env: { PATH: process.env.PATH, BENCH_TURNS_FILE: file },
  })
  return { file, end: () => child.stdin?.end() }
}
