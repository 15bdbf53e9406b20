import { ProductError, type QueryKind, type RunningQuery, type SlowQuery, type SqlParameter } from '@nemeton/contract'

export interface Statement {
  readonly sql: string
  readonly parameters: readonly SqlParameter[]
  readonly context: Readonly<Record<string, unknown>>
}

export interface Question {
  readonly queryId: string
  readonly kind: QueryKind
  readonly datasource: string | null
  readonly client: string
  readonly signal: AbortSignal
}

/** A question on its way to Druid and back. */
export interface Listed {
  readonly queryId: string
  /** The question's own, and that of who ends it from outside. */
  readonly signal: AbortSignal
  /** Its turn has come: from now on Druid is asked. */
  begin(): void
  /** A statement goes to Druid; returns what to call when it was answered. */
  asks(statement: Statement): () => void
  /** Rows of the answer, in all so far. */
  counts(rows: number): void
  /** To be called once it is over, with what it failed by; what comes later is not heard. */
  end(error?: unknown): void
}

/** A question that is over. */
export interface Ended extends Omit<Question, 'signal'> {
  readonly at: Date
  readonly elapsedMs: number
  /** Null when its turn never came. */
  readonly waitedMs: number | null
  readonly outcome: SlowQuery['outcome']
  readonly message: string | null
  /** The one that took longest; null when there was none. */
  readonly statement: Statement | null
  readonly rows: number | null
}

/** The questions that go to Druid through this instance; several may share an id. */
export interface InFlight {
  enter(question: Question): Listed
  /** The same for one that is over when `work` is. */
  follow<T>(question: Question, work: (listed: Listed) => Promise<T>): Promise<T>
  /** Those of at least this age, oldest first. */
  list(leastAgeMs?: number): readonly Omit<RunningQuery, 'instance'>[]
  has(queryId: string): boolean
  /** Ends it: whoever waits for it is told `canceled`. True when there was one. */
  cancel(queryId: string): boolean
}

interface Asked {
  readonly statement: Statement
  readonly since: number
  tookMs: number | null
}
interface Entry {
  readonly question: Question
  readonly at: number
  readonly since: number
  readonly stopping: AbortController
  waitedMs: number | null
  rows: number | null
  readonly asked: Asked[]
}

const mostShown = 10_000

/** Thrown at everybody who waits for a question that was ended from outside, unlike those whose asker has left. */
const canceled = () => new ProductError('canceled', 'The query was canceled.', { details: { ended: true } })

export const isEndedForAll = (error: unknown): boolean =>
  error instanceof ProductError && (error.details as { ended?: boolean } | undefined)?.ended === true

export function createInFlight(onEnd: (ended: Ended) => void): InFlight {
  const entries = new Set<Entry>()
  const sameId = (queryId: string) => [...entries].filter(({ question }) => question.queryId === queryId)

  const enter = (question: Question): Listed => {
    const stopping = new AbortController()
    const entry: Entry = {
      question,
      at: Date.now(),
      since: performance.now(),
      stopping,
      waitedMs: null,
      rows: null,
      asked: [],
    }
    const leave = () => stopping.abort(question.signal.reason)
    if (question.signal.aborted) leave()
    else question.signal.addEventListener('abort', leave, { once: true })
    entries.add(entry)
    return {
      queryId: question.queryId,
      signal: stopping.signal,
      begin: () => {
        entry.waitedMs ??= performance.now() - entry.since
      },
      asks: (statement) => {
        const asked: Asked = { statement, since: performance.now(), tookMs: null }
        entry.asked.push(asked)
        return () => {
          asked.tookMs ??= performance.now() - asked.since
        }
      },
      counts: (rows) => {
        entry.rows = rows
      },
      end: (error) => {
        if (!entries.delete(entry)) return
        question.signal.removeEventListener('abort', leave)
        onEnd(toEnded(entry, error))
      },
    }
  }

  return {
    enter,
    follow: async (question, work) => {
      const listed = enter(question)
      try {
        const value = await work(listed)
        listed.end()
        return value
      } catch (error) {
        listed.end(error)
        throw error
      }
    },
    list: (leastAgeMs = 0) => {
      const now = performance.now()
      const found: Omit<RunningQuery, 'instance'>[] = []
      for (const entry of entries) if (now - entry.since >= leastAgeMs) found.push(toRunning(entry, now))
      return found
    },
    has: (queryId) => sameId(queryId).length > 0,
    cancel: (queryId) => {
      const found = sameId(queryId)
      for (const { stopping } of found) stopping.abort(canceled())
      return found.length > 0
    },
  }
}

const rounded = (ms: number): number => Math.round(ms * 10) / 10

function toRunning({ question, at, since, waitedMs, asked }: Entry, now: number): Omit<RunningQuery, 'instance'> {
  const { queryId, kind, datasource, client } = question
  const current = asked.find(({ tookMs }) => tookMs === null) ?? asked.at(-1)
  return {
    queryId,
    kind,
    state: waitedMs === null ? 'waiting' : 'running',
    sql: current?.statement.sql.slice(0, mostShown) ?? null,
    datasource,
    client,
    startedAt: new Date(at).toISOString(),
    ageMs: rounded(now - since),
  }
}

function toEnded({ question, at, since, waitedMs, rows, asked }: Entry, error: unknown): Ended {
  const now = performance.now()
  const { queryId, kind, datasource, client } = question
  const took = (one: Asked) => one.tookMs ?? now - one.since
  const longest = asked.reduce<Asked | null>((most, one) => (most && took(most) >= took(one) ? most : one), null)
  return {
    queryId,
    kind,
    datasource,
    client,
    at: new Date(at),
    elapsedMs: rounded(now - since),
    waitedMs: waitedMs === null ? null : rounded(waitedMs),
    outcome: outcomeOf(error),
    message: error instanceof ProductError ? error.message : error === undefined ? null : 'Something went wrong here.',
    statement: longest?.statement ?? null,
    rows,
  }
}

function outcomeOf(error: unknown): Ended['outcome'] {
  if (error === undefined) return 'answered'
  if (!(error instanceof ProductError)) return 'failed'
  if (error.code === 'canceled') return 'canceled'
  return error.code === 'druid_timeout' ? 'timed_out' : 'failed'
}
