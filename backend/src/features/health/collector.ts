import type { Ports } from '../../ports/ports.ts'
import { createInstanceFacts, type InstanceNeeds } from './collect/instance.ts'
import { createOrphanWalk } from './collect/orphans.ts'
import { createProcessFacts } from './collect/process.ts'
import { createSystemColumns } from './collect/system-columns.ts'
import { createVersions } from './collect/versions.ts'
import { conclude, follow } from './conclude.ts'
import type { Feed } from './feed.ts'
import { gather } from './gather.ts'
import type { History } from './history.ts'
import { createShare, type Role } from './share.ts'
import { nothingSeen, type Sight, shareable } from './sight.ts'
import { transitionsOf } from './transitions.ts'

export interface CollectorNeeds extends Omit<InstanceNeeds, 'process' | 'timeoutMs'>, Pick<Ports, 'druid'> {
  readonly periodMs: number
  readonly feed: Feed
  readonly history: History
}

/** Looks at everything on its own period, and keeps what it saw last: whoever asks is answered from that. */
export interface Collector {
  sight(): Sight
  /** Looks now; those who ask meanwhile share it. */
  look(): Promise<Sight>
  /** Something changed: the next look is not waited for. */
  hurry(): void
  close(): Promise<void>
}

interface Wanted {
  /** Nothing is taken from an earlier look. */
  readonly isUrgent: boolean
  /** By a person: this instance looks itself, whoever looks for all. */
  readonly isAsked: boolean
}

/** Any one part may take so long to answer. */
const timeoutMs = 4000
/** Alone, an instance writes down what it saw when it changed, and once in so long. */
const writeEveryMs = 60_000
/** Instances do not look in step. */
const jitter = 0.1

export function createCollector(needs: CollectorNeeds): Collector {
  const { periodMs, feed, history, identity } = needs
  const self = createProcessFacts()
  const lookAtSelf = createInstanceFacts({ ...needs, process: self, timeoutMs })
  const cluster = {
    ...needs,
    timeoutMs,
    columns: createSystemColumns(needs),
    versions: createVersions(needs),
    orphans: createOrphanWalk(needs),
  }
  const share = createShare(needs, identity.id, periodMs)
  let sight = nothingSeen(identity.id, periodMs)
  let role: Role | null = null
  let writtenAt = 0
  let looking: Promise<Sight> | null = null
  let isHurried = false
  let closed = false
  let timer: NodeJS.Timeout | undefined

  /** Takes up what the instance before this one knew. */
  const resume = async () => {
    const seen = await share.read()
    if (seen === null || seen.at <= sight.at) return
    sight = seen
    history.resume(seen.stretches)
  }

  const lookAtAll = async (own: ReturnType<typeof lookAtSelf>, isVisit: boolean) => {
    const begun = performance.now()
    const { memory } = sight.facts
    let changes = 0
    for await (const gathered of gather(cluster, own)) {
      const mine = gathered.own ?? sight.facts.instances.find(({ id }) => id === identity.id)
      if (mine === undefined) continue
      const at = Date.now()
      const instances = role === 'alone' ? [mine] : await share.instances(mine)
      const tookMs = Math.round(performance.now() - begun)
      const look = { ...gathered, own: mine, instances, memory, at, tookMs }
      const next = { ...conclude(sight, look), stretches: history.open() }
      if (!isVisit) {
        const told = transitionsOf(sight.at === 0 ? null : seenBy(sight), seenBy(next), at)
        changes += told.length
        feed.add(told)
        history.keep(next.results, at)
      }
      sight = { ...next, stretches: history.open() }
    }
    if (isVisit) return
    const isShared = sight.facts.instances.length > 1
    if (role === 'leading' && (isShared || changes > 0 || Date.now() - writtenAt > writeEveryMs)) {
      writtenAt = Date.now()
      await share.write(shareable(sight))
    }
    await Promise.all([share.beat(await own), feed.flush(), history.flush(Date.now())])
  }

  const lookOnce = async ({ isUrgent, isAsked }: Wanted): Promise<Sight> => {
    const own = lookAtSelf(isUrgent)
    const before = role
    role = await share.claim()
    if (role === 'leading' && before !== 'leading') await resume()
    if (role !== 'following') await lookAtAll(own, false)
    else if (isAsked) await lookAtAll(own, true)
    else {
      const [mine, seen] = await Promise.all([own, share.read()])
      await share.beat(mine)
      if (seen !== null) sight = follow(seen, mine)
    }
    return sight
  }

  const look = (wanted: Wanted): Promise<Sight> => {
    looking ??= lookOnce(wanted).finally(() => {
      looking = null
    })
    return looking
  }

  const loop = async () => {
    const begun = performance.now()
    const isUrgent = isHurried
    isHurried = false
    await look({ isUrgent, isAsked: false })
    if (closed) return
    const rest = periodMs * (1 + jitter * (Math.random() * 2 - 1)) - (performance.now() - begun)
    timer = setTimeout(go, isHurried ? 0 : Math.max(0, rest))
  }
  let running = loop()
  const go = () => {
    running = loop()
  }

  return {
    sight: () => sight,
    look: () => look({ isUrgent: true, isAsked: true }),
    hurry: () => {
      isHurried = true
      if (looking !== null || closed) return
      clearTimeout(timer)
      go()
    },
    close: async () => {
      closed = true
      clearTimeout(timer)
      await running
      self.close()
      await share.leave()
    },
  }
}

const seenBy = ({ results, parts, facts }: Omit<Sight, 'stretches'>) => ({
  results,
  parts,
  memory: facts.memory,
  tasks: facts.tasks.kind === 'known' ? facts.tasks.value : null,
})
