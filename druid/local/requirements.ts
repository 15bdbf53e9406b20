import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, globSync } from 'node:fs'
import { delimiter, join } from 'node:path'

export interface Requirements {
  /** Path of a Java 17 or 21. */
  readonly java: string
  readonly javaVersion: string
  readonly maven: string
}

const leastNode = [22, 19] as const
const javaMajors = [17, 21]

/** Finds what the stack runs on; as root on Debian or Ubuntu it installs what is missing, elsewhere it says how to. */
export function meetRequirements(say: (what: string) => void): Requirements {
  if (!isNodeRecent(process.versions.node)) {
    throw new Error(
      `Node ${leastNode.join('.')} or later is needed, this is ${process.versions.node}: npm ci brings one`,
    )
  }
  const missing = [...(findJava() ? [] : ['openjdk-17-jdk-headless']), ...(findMaven() ? [] : ['maven'])]
  if (missing.length > 0) install(missing, say)
  const java = findJava()
  const maven = findMaven()
  if (!java || !maven) throw new Error(`still missing after the installation: ${java ? 'Maven' : 'Java 17'}`)
  return { java: java.path, javaVersion: java.version, maven }
}

export function isNodeRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > leastNode[0] || (major === leastNode[0] && minor >= leastNode[1])
}

/** The version of `java -version`, such as 17.0.15. */
export function parseJavaVersion(text: string): string | undefined {
  return /version "([^"]+)"/.exec(text)?.[1]
}

export function isJavaSupported(version: string): boolean {
  return javaMajors.includes(Number.parseInt(version, 10))
}

export function installCommand(packages: readonly string[], platform: NodeJS.Platform): string {
  if (platform !== 'darwin') return `sudo apt-get install -y ${packages.join(' ')}`
  return `brew install ${packages.map((name) => (name.startsWith('openjdk') ? 'openjdk@17' : name)).join(' ')}`
}

function install(packages: readonly string[], say: (what: string) => void): void {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Error(`missing: ${packages.join(', ')}. Install with: ${installCommand(packages, process.platform)}`)
  }
  say(`installing ${packages.join(', ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const aptGet = (...args: string[]) =>
    execFileSync('apt-get', ['-qq', ...args], { env, stdio: ['ignore', 'ignore', 'inherit'] })
  aptGet('update')
  aptGet('install', '-y', '--no-install-recommends', ...packages)
}

function findJava(): { path: string; version: string } | undefined {
  const homes = [process.env.JAVA_HOME, ...globSync('/usr/lib/jvm/*17*'), ...globSync('/opt/homebrew/opt/openjdk@17')]
  const candidates = ['java', ...homes.flatMap((home) => (home ? [join(home, 'bin/java')] : []))]
  for (const path of candidates) {
    const version = parseJavaVersion(spawnSync(path, ['-version'], { encoding: 'utf8' }).stderr ?? '')
    if (version && isJavaSupported(version)) return { path, version }
  }
  return undefined
}

function findMaven(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter)
  return folders.map((folder) => join(folder, 'mvn')).find((path) => existsSync(path))
}
