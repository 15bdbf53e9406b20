import type { CheckResult, Part, StateChange } from '@nemeton/contract'
import type { TaskFacts } from './collect/facts.ts'
import type { Memory } from './collect/memory.ts'

type Change = Omit<StateChange, 'id'>

/** What of one look and the next is worth telling. Nothing is told of what is seen for the first time and is well. */
export interface Seen {
  readonly results: readonly CheckResult[]
  readonly parts: readonly Part[]
  readonly memory: Memory
  /** Null where they could not be asked. */
  readonly tasks: readonly TaskFacts[] | null
}

export function transitionsOf(before: Seen | null, after: Seen, now: number): readonly Change[] {
  const at = new Date(now).toISOString()
  return [
    ...ofChecks(before?.results ?? [], after.results, at),
    ...(before === null ? [] : ofParts(before.parts, after.parts, at)),
    ...(before === null ? [] : ofLeaders(before.memory, after.memory, at)),
    ...(before?.tasks && after.tasks ? ofTasks(before.tasks, after.tasks, at) : []),
  ]
}

function ofChecks(before: readonly CheckResult[], after: readonly CheckResult[], at: string): Change[] {
  const known = new Map(before.map((result) => [result.check, result]))
  return after.flatMap(({ check, severity, sentence }): Change[] => {
    const from = known.get(check)?.severity ?? null
    if (from === severity || (from === null && severity !== 'warning' && severity !== 'critical')) return []
    return [{ at, kind: 'check', subject: check, severity, from, to: severity, sentence }]
  })
}

const kindOf = ({ role }: Part): Change['kind'] =>
  role === 'service'
    ? 'instance'
    : role === 'postgresql' || role === 'objectStore' || role === 'zookeeper'
      ? 'part'
      : 'server'

function ofParts(before: readonly Part[], after: readonly Part[], at: string): Change[] {
  const known = new Map(before.map((part) => [part.id, part]))
  return after.flatMap((part): Change[] => {
    const old = known.get(part.id)
    const change = { at, kind: kindOf(part), subject: part.id, from: old?.state ?? null, to: part.state }
    if (old === undefined)
      return part.state === 'up' ? [{ ...change, severity: 'ok', sentence: `${part.name} is there.` }] : []
    // That no broker tells of a server is no change of the server.
    if (change.kind === 'server' && (part.state === 'unknown' || (old.state === 'unknown' && part.state === 'up')))
      return []
    if (old.state !== part.state) {
      const severity = part.state === 'up' ? 'ok' : part.state === 'down' ? 'warning' : 'unknown'
      const says = part.state === 'up' ? 'is there again' : part.state === 'down' ? 'went away' : 'is not known of'
      return [{ ...change, severity, sentence: `${part.name} ${says}${part.message ? `: ${part.message}` : '.'}` }]
    }
    const isAnew =
      part.state === 'up' && old.startedAt !== null && part.startedAt !== null && old.startedAt !== part.startedAt
    return isAnew ? [{ ...change, severity: 'info', to: 'restarted', sentence: `${part.name} started anew.` }] : []
  })
}

function ofLeaders(before: Memory, after: Memory, at: string): Change[] {
  return Object.entries(after.leaders).flatMap(([role, { server }]): Change[] => {
    const old = before.leaders[role]
    if (old === undefined || old.server === server) return []
    const sentence = server === null ? `No ${role} leads.` : `The ${role} ${server} leads.`
    return [
      {
        at,
        kind: 'leader',
        subject: role,
        severity: server === null ? 'critical' : 'info',
        from: old.server,
        to: server ?? 'none',
        sentence,
      },
    ]
  })
}

/** Ends of tasks; those that are parts of another are its own matter. */
function ofTasks(before: readonly TaskFacts[], after: readonly TaskFacts[], at: string): Change[] {
  const known = new Map(before.map((task) => [task.id, task]))
  return after
    .filter(({ id, groupId }) => id === groupId)
    .flatMap((task): Change[] => {
      const from = known.get(task.id)?.state ?? null
      if (from === task.state || (task.state !== 'failed' && task.state !== 'succeeded')) return []
      const severity = task.state === 'failed' ? 'warning' : 'ok'
      const why = task.state === 'failed' && task.error !== null ? `: ${task.error.slice(0, 200)}` : '.'
      return [
        {
          at,
          kind: 'task',
          subject: task.id,
          severity,
          from,
          to: task.state,
          sentence: `A task of ${task.datasource} ${task.state}${why}`,
        },
      ]
    })
}
