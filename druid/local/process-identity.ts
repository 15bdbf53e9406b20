import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'

const hasProc = existsSync('/proc/self/stat')

/** Tells a process from a later one that was given the same pid; undefined when it does not run. */
export function identityOf(pid: number): string | undefined {
  return hasProc ? identityFromProc(pid) : identityFromPs(pid)
}

export function isAlive(pid: number, identity: string): boolean {
  return identityOf(pid) === identity
}

/** The name of the program that a process runs. */
export function commandOf(pid: number): string | undefined {
  try {
    if (hasProc) return readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
    return execFileSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' }).trim()
  } catch {
    return undefined
  }
}

export function descendantsOf(pid: number): readonly number[] {
  const children = new Map<number, number[]>()
  for (const { child, parent } of hasProc ? parentsFromProc() : parentsFromPs()) {
    children.set(parent, [...(children.get(parent) ?? []), child])
  }
  const walk = (parent: number): number[] => (children.get(parent) ?? []).flatMap((child) => [child, ...walk(child)])
  return walk(pid)
}

export interface ProcStat {
  readonly state: string
  readonly parent: number
  readonly threads: number
  readonly startTicks: string
}

export function parseProcStat(text: string): ProcStat {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return {
    state: fields[0] ?? '',
    parent: Number(fields[1]),
    threads: Number(fields[17]),
    startTicks: fields[19] ?? '',
  }
}

function readStat(pid: number): ProcStat | undefined {
  try {
    return parseProcStat(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return undefined
  }
}

function identityFromProc(pid: number): string | undefined {
  const stat = readStat(pid)
  if (!stat || isGone(stat)) return undefined
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${stat.startTicks}`
}

/** A zombie whose other threads are still ending holds its ports. */
function isGone({ state, threads }: ProcStat): boolean {
  return state === 'X' || (state === 'Z' && threads <= 1)
}

function parentsFromProc(): readonly { child: number; parent: number }[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map((entry) => ({ child: Number(entry), parent: readStat(Number(entry))?.parent ?? -1 }))
}

function identityFromPs(pid: number): string | undefined {
  try {
    const [state, ...started] = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .split(/\s+/)
    return !state || state.startsWith('Z') ? undefined : started.join(' ')
  } catch {
    return undefined
  }
}

function parentsFromPs(): readonly { child: number; parent: number }[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([child, parent]) => ({ child: child ?? -1, parent: parent ?? -1 }))
}
