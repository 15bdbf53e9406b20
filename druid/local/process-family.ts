import { setTimeout as sleep } from 'node:timers/promises'
import { descendantsOf, identityOf, isAlive } from './process-identity.ts'

export function familyOf(pid: number): readonly number[] {
  return [pid, ...descendantsOf(pid)]
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

/** Asks the eldest to leave, kills whoever is left after the grace, and resolves when none is. */
export async function endFamily(pid: number, stopSignal: NodeJS.Signals, graceMs: number): Promise<void> {
  const family = familyOf(pid).flatMap((member) => {
    const identity = identityOf(member)
    return identity === undefined ? [] : [{ pid: member, identity }]
  })
  const left = () => family.filter((member) => isAlive(member.pid, member.identity))
  // A process that was paused hears nothing but these two signals.
  if (stopSignal !== 'SIGKILL') for (const member of left()) signal(member.pid, 'SIGCONT')
  if (left().some((member) => member.pid === pid)) signal(pid, stopSignal)
  const until = Date.now() + graceMs
  while (left().some((member) => member.pid === pid) && Date.now() < until) await sleep(50)
  while (left().length > 0) {
    for (const member of left()) signal(member.pid, 'SIGKILL')
    await sleep(50)
  }
}
