import type { PartName } from './part-name.ts'

export interface PartState {
  readonly part: PartName | 'preparation' | 'stack'
  readonly state:
    | 'starting'
    | 'ready'
    | 'stopping'
    | 'stopped'
    | 'paused'
    | 'resumed'
    | 'killed'
    | 'ended'
    | 'failed'
    | 'note'
  /** Since the part began to reach this state. */
  readonly seconds?: number
  readonly detail?: string
}

export type Report = (line: PartState) => void

export function formatState({ part, state, seconds, detail }: PartState): string {
  const time = seconds === undefined ? '' : `${seconds.toFixed(1)} s`
  return `${part.padEnd(12)} ${state.padEnd(9)} ${time.padStart(7)}  ${detail ?? ''}`.trimEnd()
}
