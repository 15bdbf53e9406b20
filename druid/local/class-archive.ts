import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Artifacts } from './artifacts.ts'
import { spawnable } from './launch.ts'
import { tryLock, unlock } from './lock.ts'
import type { Requirements } from './requirements.ts'

/** A class data sharing archive: JVMs map Druid's classes instead of parsing and verifying them, which halves a start. */
export interface ClassArchive {
  readonly path: string
  readonly java: string
  readonly jars: string
  /** Where the JVMs of this stack write which classes they load, while there is no archive. */
  readonly lists: string
}

export function classArchive(artifacts: Artifacts, { java, javaVersion }: Requirements, lists: string): ClassArchive {
  const jars = artifacts.core.join(':')
  // An archive serves one Java and one class path.
  const key = createHash('sha256').update(`${javaVersion} ${jars}`).digest('hex').slice(0, 12)
  return { path: join(artifacts.folder, `classes-${key}.jsa`), java, jars, lists }
}

export function archiveFlags({ path, lists }: ClassArchive, part: string): readonly string[] {
  if (existsSync(path)) return ['-Xshare:auto', '-Xlog:cds=off', `-XX:SharedArchiveFile=${path}`]
  mkdirSync(lists, { recursive: true })
  return [`-XX:DumpLoadedClassList=${join(lists, part)}`]
}

export function mergeClassLists(lists: readonly string[]): string {
  const lines = lists.flatMap((list) => list.split('\n')).filter((line) => line !== '' && !line.startsWith('#'))
  // Classes of extensions come from their own loaders, which the archive leaves out.
  const classes = lines
    .filter((line) => !line.startsWith('@') && !line.includes('source:'))
    .map((line) => line.split(' ')[0])
  const lambdas = lines.filter((line) => line.startsWith('@'))
  return `${[...new Set(classes), ...new Set(lambdas)].join('\n')}\n`
}

/** Makes the archive in the background, at a low priority; answers how to call it off. */
export function makeArchive(archive: ClassArchive, afterMs = 15_000): () => void {
  let child: ChildProcess | undefined
  const timer = setTimeout(() => {
    try {
      child = dump(archive)
    } catch {
      // Without an archive the next start is slower, nothing more: the folder may belong to somebody else.
    }
  }, afterMs)
  timer.unref()
  return () => {
    clearTimeout(timer)
    child?.kill('SIGKILL')
  }
}

function dump({ path, java, jars, lists }: ClassArchive): ChildProcess | undefined {
  const lock = `${path}.lock`
  if (existsSync(path) || !tryLock(lock)) return undefined
  const made = `${path}.new`
  const list = `${path}.list`
  writeFileSync(list, mergeClassLists(readdirSync(lists).map((part) => readFileSync(join(lists, part), 'utf8'))))
  const flags = ['-Xshare:dump', '-Xmx512m', '-XX:+UseSerialGC', `-XX:SharedClassListFile=${list}`]
  const { command, args } = spawnable({
    command: 'nice',
    args: ['-n', '10', java, ...flags, `-XX:SharedArchiveFile=${made}`, '-cp', jars],
    orphanSignal: 'SIGKILL',
  })
  const child = spawn(command, [...args], { stdio: 'ignore' })
  child.once('error', () => unlock(lock))
  child.once('exit', (code) => {
    if (code === 0) renameSync(made, path)
    for (const scrap of [made, list]) rmSync(scrap, { force: true })
    unlock(lock)
  })
  child.unref()
  return child
}
