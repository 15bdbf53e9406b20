import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Ports } from '../../ports/ports.ts'
import type { Chronicle } from './chronicle.ts'
import type { InstanceFacts } from './collect/facts.ts'
import { createInstanceFacts, type InstanceNeeds } from './collect/instance.ts'
import { createOrphanWalk } from './collect/orphans.ts'
import { createProcessFacts } from './collect/process.ts'
import { createSystemColumns } from './collect/system-columns.ts'
import { createVersions } from './collect/versions.ts'
import { conclude, follow } from './conclude.ts'
import { gather, gatherSelf } from './gather.ts'
import { createShare, type Role } from './share.ts'
import { nothingSeen, type Sight, shareable } from './sight.ts'

export interface CollectorNeeds extends Omit<InstanceNeeds, 'process' | 'timeoutMs'>, Pick<Ports, 'druid'> {
  readonly periodMs: number
  readonly chronicle: Chronicle
  readonly log: Logger
}

/** Looks at everything on its own period, and keeps what it saw last: whoever asks is answered from that. */
export interface Collector {
  sight(): Sight
  /** Looks now; those who ask meanwhile, or within three seconds, share it. */
  look(): Promise<Sight>
  /** Something changed: the next look is not waited for. For what is not Druid's, Druid is not asked anew. */
  hurry(what: Scope): void
  close(): Promise<void>
}

/** Druid and all else, or what this instance knows by itself. */
type Scope = 'all' | 'self'

interface Wanted {
  readonly scope: Scope
  /** Nothing is taken from an earlier look. */
  readonly isUrgent: boolean
  /** By a person: this instance looks itself, whoever looks for all. */
  readonly isAsked: boolean
}

/** Any one part may take so long to answer. */
const timeoutMs = 4000
/** With nobody to read it, a sight that changed nothing is written down once in so long. */
const writeEveryMs = 60_000
/** Who asks again sooner gets what was seen last. */
const mostOftenMs = 3000
const hurriedMs = 5000
const closeMs = 1000
/** A start brings the database up to date first, and may `hurry` the first look once it has. */
const settleMs = 5000
/** Instances do not look in step. */
const jitter = 0.1

export function createCollector(needs: CollectorNeeds): Collector {
  const { periodMs, chronicle, identity, log } = needs
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
  let lookedAt = Number.NEGATIVE_INFINITY
  let looking: Promise<Sight> | null = null
  let hurried: Scope | null = null
  let dueAt = 0
  let closed = false
  let timer: NodeJS.Timeout | undefined

  /** Until the next look: none that is hurried comes close behind another that asked Druid. */
  const restMs = () => {
    const now = performance.now()
    if (hurried === 'self') return 0
    return Math.max(0, (hurried === 'all' ? Math.min(dueAt, lookedAt + hurriedMs) : dueAt) - now)
  }
  const resume = async () => {
    const seen = await share.read()
    if (seen === null || seen.at <= sight.at) return
    sight = seen
    chronicle.resume(seen)
  }

  /** `as`: null for a look that nothing is told of. */
  const lookAround = async (scope: Scope, own: Promise<InstanceFacts>, as: Role | null) => {
    const begun = performance.now()
    const { memory } = sight.facts
    let changes = 0
    for await (const gathered of scope === 'all' ? gather(cluster, own) : gatherSelf(own)) {
      const mine = gathered.own ?? sight.facts.instances.find(({ id }) => id === identity.id)
      if (mine === undefined) continue
      const instances = as === 'alone' ? [mine] : await share.instances(mine)
      const tookMs = Math.round(performance.now() - begun)
      const seen = conclude(sight, { ...gathered, own: mine, instances, memory, at: Date.now(), tookMs })
      if (as === null) sight = { ...sight, ...seen }
      else {
        const noted = chronicle.note(sight, seen, as)
        sight = noted.sight
        changes += noted.changes
      }
    }
    const isDue = changes > 0 || sight.facts.instances.length > 1 || Date.now() - writtenAt > writeEveryMs
    if (as !== 'leading' || !isDue) return
    writtenAt = Date.now()
    await share.write(shareable(sight))
  }

  const lookOnce = async ({ scope, isUrgent, isAsked }: Wanted): Promise<Sight> => {
    if (scope === 'all') lookedAt = performance.now()
    const own = lookAtSelf(isUrgent)
    const before = role
    role = await share.claim()
    if (role === 'leading' && before !== 'leading') await resume()
    if (role !== 'following') await lookAround(scope, own, role)
    else if (isAsked) await lookAround('all', own, null)
    else {
      const seen = await share.read()
      if (seen !== null) sight = follow(seen, await own)
    }
    await Promise.all([share.beat(await own), chronicle.flush()])
    return sight
  }

  const look = (wanted: Wanted): Promise<Sight> => {
    looking ??= lookOnce(wanted).finally(() => {
      looking = null
    })
    return looking
  }

  const loop = async () => {
    const now = performance.now()
    const scope = hurried === 'self' && now < dueAt ? 'self' : 'all'
    const isUrgent = hurried !== null
    hurried = null
    if (scope === 'all') dueAt = now + periodMs * (1 + jitter * (Math.random() * 2 - 1))
    await look({ scope, isUrgent, isAsked: false }).catch((error: unknown) =>
      log.error({ err: error }, 'a look failed'),
    )
    if (!closed) timer = setTimeout(go, restMs())
  }
  let running = Promise.resolve()
  const go = () => {
    running = loop()
  }
  timer = setTimeout(go, settleMs)

  return {
    sight: () => sight,
    look: async () => {
      const isRecent = looking === null && performance.now() - lookedAt < mostOftenMs
      return isRecent ? sight : look({ scope: 'all', isUrgent: true, isAsked: true })
    },
    hurry: (what) => {
      hurried = hurried === 'all' ? 'all' : what
      if (looking !== null || closed) return
      clearTimeout(timer)
      timer = setTimeout(go, restMs())
    },
    close: async () => {
      closed = true
      clearTimeout(timer)
      // A look may have to wait for parts that are silent; what it would tell is told by the next instance.
      await Promise.race([running, sleep(closeMs, undefined, { ref: false })])
      self.close()
      await share.leave()
    },
  }
}
