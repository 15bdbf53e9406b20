import { ProductError } from '@nemeton/contract'

/** What was asked of a part: its answer, or why there is none. Never a guess. */
export type Read<T> = Known<T> | Unknown

export interface Known<T> {
  readonly kind: 'known'
  readonly value: T
  readonly at: number
  readonly tookMs: number
}

export interface Unknown {
  readonly kind: 'unknown'
  readonly reason: string
  /** 0 where nobody asked. */
  readonly at: number
  readonly isLate: boolean
}

/** For a judgement over what nobody could tell. */
export const notTold = (reason: string, at = 0): Unknown => ({ kind: 'unknown', reason, at, isLate: false })

export const notAsked: Unknown = { kind: 'unknown', reason: 'It was not asked yet.', at: 0, isLate: false }

/** Asks with a time-out that holds even when the call does not listen to its signal. Never rejects. */
export async function reading<T>(
  what: string,
  timeoutMs: number,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<Read<T>> {
  const at = Date.now()
  const begun = performance.now()
  const controller = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Read<T>>((resolve) => {
    timer = setTimeout(() => {
      controller.abort(new ProductError('canceled', 'It did not answer in time.'))
      resolve({ kind: 'unknown', reason: `${what} did not answer within ${timeoutMs / 1000} s.`, at, isLate: true })
    }, timeoutMs)
  })
  const answer = (async (): Promise<Read<T>> => {
    try {
      const value = await ask(controller.signal)
      return { kind: 'known', value, at, tookMs: Math.round((performance.now() - begun) * 10) / 10 }
    } catch (error) {
      const reason = error instanceof ProductError ? error.message : `${what} did not answer.`
      return { kind: 'unknown', reason, at, isLate: false }
    }
  })()
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
