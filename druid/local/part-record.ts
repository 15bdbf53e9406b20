import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isPartName, type PartName, partNames } from './part-name.ts'
import { endFamily } from './process-family.ts'
import { identityOf, isAlive } from './process-identity.ts'

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
  await Promise.all(remains.map(({ pid, stopSignal }) => endFamily(pid, stopSignal, graceMs)))
  for (const name of partNames) dropRecord(run, name)
  return remains.map(({ name }) => name)
}

function fileOf(run: string, name: PartName): string {
  return join(run, `${name}.pid.json`)
}
