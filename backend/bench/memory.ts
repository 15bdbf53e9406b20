import { readdirSync, readFileSync } from 'node:fs'

const everyMs = 50
const MiB = 1024 ** 2

/** Resident memory of a process and everything below it, in MiB; pages that two of them share count twice. */
export function residentMib(root: number): number {
  return familyOf(root).reduce((sum, pid) => sum + resident(pid), 0) / MiB
}

/** Resident memory of one process alone, in MiB. */
export const ownResidentMib = (pid: number): number => resident(pid) / MiB

/** The highest seen between `begin` and `end`, looked at every 50 ms. */
export interface Watch {
  readonly peak: number
  readonly samples: readonly number[]
  end(): void
}

export function watchMemory(root: number): Watch {
  const samples: number[] = [residentMib(root)]
  const timer = setInterval(() => samples.push(residentMib(root)), everyMs)
  return {
    get peak() {
      return Math.max(...samples)
    },
    samples,
    end: () => clearInterval(timer),
  }
}

function familyOf(pid: number): number[] {
  return [pid, ...childrenOf(pid).flatMap(familyOf)]
}

/** A child belongs to the thread that made it. */
function childrenOf(pid: number): number[] {
  return threadsOf(pid).flatMap((thread) =>
    read(`/proc/${pid}/task/${thread}/children`)
      .split(' ')
      .filter((word) => word !== '')
      .map(Number),
  )
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`)
  } catch {
    return []
  }
}

function resident(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) * 1024
}

/** A process may end between two looks. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
