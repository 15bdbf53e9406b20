import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isPartName, type PartName, partNames } from './part-name.ts'
import { descendantsOf, identityOf, isAlive } from './process-identity.ts'

export interface PartRecord {
  readonly name: PartName
  readonly pid: number
  /** A pid alone may have been given to a stranger since. */
  readonly identity: string
  readonly stopSignal: NodeJS.Signals
}

export function writeRecord(run: string, record: Omit<PartRecord, 'identity'>): void {
  const identity = identityOf(record.pid)
  if (identity) writeFileSync(fileOf(run, record.name), JSON.stringify({ ...record, identity }))
}

export function dropRecord(run: string, name: PartName): void {
  rmSync(fileOf(run, name), { force: true })
}

export function readRecords(run: string): readonly PartRecord[] {
  return readdirSync(run).flatMap((file) => {
    const name = file.replace(/\.pid\.json$/, '')
    if (!isPartName(name) || file === name) return []
    try {
      return [JSON.parse(readFileSync(join(run, file), 'utf8')) as PartRecord]
    } catch {
      return []
    }
  })
}

/** Ends what an earlier launcher left running and answers which parts these were. */
export async function clearRemains(run: string, graceMs = 5_000): Promise<readonly PartName[]> {
  const remains = readRecords(run).filter(({ pid, identity }) => isAlive(pid, identity))
  const families = remains.map((record) => [record.pid, ...descendantsOf(record.pid)])
  for (const { pid, stopSignal } of remains) {
    signal(pid, 'SIGCONT')
    signal(pid, stopSignal)
  }
  const left = () => remains.filter(({ pid, identity }) => isAlive(pid, identity))
  const until = Date.now() + graceMs
  while (left().length > 0 && Date.now() < until) await sleep(50)
  for (const [pid, ...children] of families) {
    if (!left().some((record) => record.pid === pid)) continue
    for (const each of [pid as number, ...children]) signal(each, 'SIGKILL')
  }
  while (left().length > 0) await sleep(50)
  for (const name of partNames) dropRecord(run, name)
  return remains.map(({ name }) => name)
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function fileOf(run: string, name: PartName): string {
  return join(run, `${name}.pid.json`)
}
