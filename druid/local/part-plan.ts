import type { User } from './launch.ts'
import type { PartName } from './part-name.ts'

export interface PartPlan {
  readonly name: PartName
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly user?: User
  readonly stopSignal: NodeJS.Signals
  /** How long a polite stop may take before the process is killed. */
  readonly graceMs: number
  readonly readyWithinMs: number
  readonly beforeStart?: () => void
  /** Asked again and again until true; a rejection counts as not yet. */
  readonly isReady: (pid: number) => Promise<boolean>
}

/** What a child of the launcher inherits: never the launcher's whole environment, which may hold anything. */
export function baseEnvironment(source: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const inherited = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'JAVA_HOME']
  return Object.fromEntries(inherited.flatMap((name) => (source[name] ? [[name, source[name]]] : [])))
}
