import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { withLock } from './lock.ts'

export interface Artifacts {
  /** Jars of Druid's core, in the one order that every start uses. */
  readonly core: readonly string[]
  readonly extensions: string
  readonly s3proxy: string
  readonly folder: string
}

const here = import.meta.dirname
const pom = join(here, 'pom.xml')
export const extensionNames = ['druid-s3-extensions', 'druid-datasketches'] as const

/** Brings what pom.xml names, once; a folder named for the pom's hash is complete or not there. */
export async function bringArtifacts(
  maven: string,
  say: (what: string) => void,
  signal?: AbortSignal,
): Promise<Artifacts> {
  const target = join(here, 'target')
  const hash = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 12)
  const folder = join(target, `artifacts-${hash}`)
  mkdirSync(target, { recursive: true })
  if (!existsSync(folder)) {
    await withLock(join(target, 'lock'), async () => {
      if (existsSync(folder)) return
      say('downloading Druid with Maven')
      await download(maven, join(target, 'incomplete'), signal)
      renameSync(join(target, 'incomplete'), folder)
    })
  }
  return {
    core: jarsIn(join(folder, 'core')),
    extensions: join(folder, 'extensions'),
    s3proxy: jarsIn(join(folder, 's3proxy'))[0] as string,
    folder,
  }
}

async function download(maven: string, folder: string, signal?: AbortSignal): Promise<void> {
  rmSync(folder, { recursive: true, force: true })
  await copyDependencies(maven, 'core', join(folder, 'core'), signal)
  await copyDependencies(maven, 's3proxy', join(folder, 's3proxy'), signal)
  const core = new Set(readdirSync(join(folder, 'core')).map(withoutVersion))
  for (const extension of extensionNames) {
    const jars = join(folder, 'extensions', extension)
    await copyDependencies(maven, extension, jars, signal)
    for (const jar of readdirSync(jars)) if (core.has(withoutVersion(jar))) rmSync(join(jars, jar))
  }
}

async function copyDependencies(maven: string, profile: string, folder: string, signal?: AbortSignal): Promise<void> {
  const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${folder}`]
  try {
    await promisify(execFile)(maven, ['-B', '-q', '-f', pom, '-P', profile, ...goal], { signal })
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
    throw new Error(`Maven could not bring ${profile}:\n${(stdout + stderr).trim()}`, { cause: error })
  }
}

export function withoutVersion(jar: string): string {
  return jar.replace(/-\d[^/]*\.jar$/, '')
}

function jarsIn(folder: string): readonly string[] {
  return globSync(join(folder, '*.jar')).sort()
}
