import { type ChildProcess, fork } from 'node:child_process'
import { type ErrorCode, errorCodes, ProductError, type Profile, type Table } from '@nemeton/contract'
import type { Answer, ChildOptions, Question, Request } from './request.ts'
import type { LocalHours, Reading, Sampled, Staged, Tabular } from './tabular.ts'

export interface TabularOptions {
  readonly memoryMb: number
  readonly spoolFolder: string
  /** How long one request may take. */
  readonly timeoutMs?: number
}

interface Waiting {
  readonly request: Request
  readonly signal: AbortSignal | undefined
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
}

interface Running extends Waiting {
  readonly timer: NodeJS.Timeout
  readonly stopListening: () => void
  overdue: ProductError | null
}

/** Reading a whole file takes both processors and most of the memory: one at a time; looking at heads is cheap. */
const lanes = { heavy: 1, light: 4 } as const
const laneOf = (request: Request): keyof typeof lanes =>
  ['profile', 'stage', 'localHours'].includes(request.kind) ? 'heavy' : 'light'
/** What reading a whole file leaves in memory goes with the process; a fresh one takes its place. */
const restMs = 1_000
const graceMs = 2_000

/**
 * Files read by DuckDB in a child process, which may die without harm. One stands ready before it is needed: starting it
 * takes longer than reading a small file.
 */
export const createTabular = (options: TabularOptions): Tabular => {
  const timeoutMs = options.timeoutMs ?? 600_000
  const queue: Waiting[] = []
  const running = new Map<number, Running>()
  let child: ChildProcess | null = null
  let idle: NodeJS.Timeout | null = null
  let counter = 0
  let closed = false
  let hasReadWhole = false

  const start = (): ChildProcess => {
    const childOptions: ChildOptions = { memoryMb: options.memoryMb, spoolFolder: options.spoolFolder }
    const started = fork(new URL('./child.ts', import.meta.url), [JSON.stringify(childOptions)], {
      serialization: 'advanced',
      execArgv: ['--max-old-space-size=1024', '--max-semi-space-size=2'],
      env: { ...inherited(), PATH: process.env.PATH, TZ: 'UTC' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    started.on('message', (message) => settle(message as Answer))
    const lost = (): void => {
      // One that was relieved has nothing to answer any more.
      if (child !== started) return
      child = null
      hasReadWhole = false
      for (const [id, request] of running) {
        finish(id)
        request.reject(
          request.overdue ??
            (request.signal?.aborted === true
              ? canceled()
              : new ProductError(
                  'tabular_failed',
                  'The process that reads files ended while it read this one. Try again.',
                )),
        )
      }
      next()
    }
    started.on('exit', lost)
    started.on('error', lost)
    return started
  }

  const canceled = (): ProductError => new ProductError('canceled', 'Reading the file was canceled.')

  const finish = (id: number): void => {
    const request = running.get(id)
    if (request === undefined) return
    clearTimeout(request.timer)
    request.stopListening()
    running.delete(id)
  }

  const settle = (answer: Answer): void => {
    const request = running.get(answer.id)
    if (request === undefined) return
    finish(answer.id)
    if (request.overdue !== null) request.reject(request.overdue)
    else if (request.signal?.aborted === true) request.reject(canceled())
    else if (answer.kind === 'value') request.resolve(answer.value)
    else request.reject(errorOf(answer))
    next()
  }

  /** Asks the child to stop; one that does not listen is killed. */
  const stop = (id: number): void => {
    child?.send({ kind: 'cancel', id } satisfies Question)
    setTimeout(() => {
      if (running.has(id)) child?.kill('SIGKILL')
    }, graceMs).unref()
  }

  const begin = (waiting: Waiting): void => {
    if (idle !== null) clearTimeout(idle)
    idle = null
    child ??= start()
    if (laneOf(waiting.request) === 'heavy') hasReadWhole = true
    const id = ++counter
    const timer = setTimeout(() => {
      const request = running.get(id)
      if (request === undefined) return
      request.overdue = new ProductError(
        'tabular_failed',
        `Reading the file took longer than ${Math.round(timeoutMs / 1000)} seconds and was given up.`,
      )
      stop(id)
    }, timeoutMs)
    const leave = (): void => stop(id)
    waiting.signal?.addEventListener('abort', leave, { once: true })
    running.set(id, {
      ...waiting,
      timer,
      overdue: null,
      stopListening: () => waiting.signal?.removeEventListener('abort', leave),
    })
    child.ref()
    child.send({ kind: 'ask', id, request: waiting.request } satisfies Question)
  }

  const next = (): void => {
    for (let at = 0; at < queue.length; ) {
      const waiting = queue[at] as Waiting
      const lane = laneOf(waiting.request)
      const busy = [...running.values()].filter((other) => laneOf(other.request) === lane).length
      if (busy >= lanes[lane]) {
        at++
        continue
      }
      queue.splice(at, 1)
      if (waiting.signal?.aborted === true) waiting.reject(canceled())
      else begin(waiting)
    }
    if (running.size > 0 || child === null) return
    const resting = child
    rest(resting)
    if (!hasReadWhole || idle !== null) return
    idle = setTimeout(() => {
      idle = null
      if (running.size > 0 || closed) return
      resting.kill('SIGKILL')
      ready()
    }, restMs)
    idle.unref()
  }

  /** Keeps this process from ending no longer. */
  const rest = (resting: ChildProcess): void => {
    resting.unref()
    resting.channel?.unref()
  }

  const ready = (): void => {
    hasReadWhole = false
    child = start()
    rest(child)
  }

  const ask = <T>(request: Request, signal?: AbortSignal): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      if (closed) {
        reject(new ProductError('not_ready', 'The service is shutting down.'))
        return
      }
      queue.push({ request, signal, resolve: resolve as (value: unknown) => void, reject })
      signal?.addEventListener(
        'abort',
        () => {
          const at = queue.findIndex((waiting) => waiting.reject === reject)
          if (at < 0) return
          queue.splice(at, 1)
          reject(canceled())
        },
        { once: true },
      )
      next()
    })

  ready()
  return {
    inspect: (file, signal) => ask<void>({ kind: 'inspect', file }, signal),
    provisional: (head, _filename) => ask<Profile | null>({ kind: 'provisional', head }),
    profile: (file, signal) => ask<Reading>({ kind: 'profile', file }, signal),
    preview: (file, profile, rows, signal) => ask<Table>({ kind: 'preview', file, profile, rows }, signal),
    sample: (file, profile, plan, rows, signal) => ask<Sampled>({ kind: 'sample', file, profile, plan, rows }, signal),
    localHours: (file, profile, plan, signal) => ask<LocalHours>({ kind: 'localHours', file, profile, plan }, signal),
    stage: (file, profile, plan, folder, signal) => ask<Staged>({ kind: 'stage', file, profile, plan, folder }, signal),
    close: async () => {
      closed = true
      for (const waiting of queue.splice(0))
        waiting.reject(new ProductError('not_ready', 'The service is shutting down.'))
      if (idle !== null) clearTimeout(idle)
      const ending = child
      if (ending === null || ending.exitCode !== null) return
      const gone = new Promise((resolve) => ending.once('exit', resolve))
      ending.ref()
      ending.kill('SIGKILL')
      await gone
    },
  }
}

const isErrorCode = (code: string | null): code is ErrorCode => errorCodes.some((known) => known === code)

const errorOf = (answer: Extract<Answer, { kind: 'error' }>): ProductError => {
  if (isErrorCode(answer.code)) return new ProductError(answer.code, answer.message, { details: answer.details })
  const short = /Out of Memory/i.test(answer.message)
    ? 'Reading the file needs more memory than is allowed.'
    : 'The file could not be read.'
  return new ProductError('tabular_failed', `${short} Try again, or split the file.`, {
    cause: new Error(answer.message),
  })
}

/** How the C library returns memory and where compiled code is kept, as both were set for the service. */
const inherited = (): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => name.startsWith('MALLOC_') || name === 'NODE_COMPILE_CACHE'),
  )
