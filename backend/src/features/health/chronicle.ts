import { type AlarmRules, decide } from './alarms/alarm.ts'
import type { Courier } from './alarms/courier.ts'
import { toMessage } from './alarms/message.ts'
import type { Seen } from './conclude.ts'
import type { Feed } from './feed.ts'
import type { History } from './history.ts'
import type { Role } from './share.ts'
import type { Sight } from './sight.ts'
import { transitionsOf } from './transitions.ts'

export interface ChronicleNeeds {
  readonly feed: Feed
  readonly history: History
  readonly courier: Courier
  readonly alarmRules: AlarmRules
}

/** Tells of what changed from one sight to the next: in the feed, in the history, and to whom alarms go. */
export interface Chronicle {
  /** Goes on where the instance before this one was. */
  resume(seen: Sight): void
  /** The sight with what was told of it, and how much that was. */
  note(before: Sight, seen: Seen, role: Role): { readonly sight: Sight; readonly changes: number }
  /** Writes down and gives out what waits. Never rejects. */
  flush(): Promise<void>
}

export function createChronicle({ feed, history, courier, alarmRules }: ChronicleNeeds): Chronicle {
  /** Whether this instance tells while PostgreSQL is away: the one that looked for all does, or one that never had it. */
  let isVoice = true
  return {
    resume: ({ stretches }) => history.resume(stretches),
    note: (before, seen, role) => {
      if (role !== 'alone') isVoice = role === 'leading'
      const changes = transitionsOf(before.at === 0 ? null : toldOf(before), toldOf(seen), seen.at)
      feed.add(changes)
      history.keep(seen.results, seen.at)
      const { state, alarms } = decide(before.alarms, seen.results, seen.at, alarmRules)
      if (isVoice)
        void courier.send(
          alarms.map((alarm) => toMessage(alarm, seen.instance)),
          role === 'leading',
        )
      return {
        sight: { ...seen, stretches: history.open(), alarms: state },
        changes: changes.length + alarms.length,
      }
    },
    flush: async () => {
      await Promise.all([feed.flush(), history.flush(Date.now()), courier.deliver()])
    },
  }
}

const toldOf = ({ results, parts, facts }: Seen) => ({
  results,
  parts,
  memory: facts.memory,
  tasks: facts.tasks.kind === 'known' ? facts.tasks.value : null,
})
