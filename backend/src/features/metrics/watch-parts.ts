import type { Diagnostics, PartHealth } from '@nemeton/contract'
import type { Ports } from '../../ports/ports.ts'

interface Sources {
  /** As they answered last. */
  readonly parts: () => readonly PartHealth[]
  readonly notReady: () => string | null
  /** Null until the checks have run once. */
  readonly diagnostics: () => Diagnostics | null
}

const states = { up: 1, down: 0 } as const

/** What the last look at the other parts and the last run of the checks found. */
export function watchParts({ metrics }: Ports['telemetry'], { parts, notReady, diagnostics }: Sources): void {
  metrics.watch({
    name: 'nemeton_ready',
    help: '1 while this instance may take traffic.',
    read: () => [{ value: notReady() === null ? 1 : 0 }],
  })
  metrics.watch({
    name: 'nemeton_part_up',
    help: '1 for a part that answered last time, 0 for one that did not; absent before the first look.',
    labels: ['part'],
    read: () =>
      parts().flatMap(({ name, state }) =>
        state === 'unknown' ? [] : [{ labels: { part: name }, value: states[state] }],
      ),
  })
  metrics.watch({
    name: 'nemeton_check_severity',
    help: '1 for the severity that a check has now: ok, info, warning, critical or unknown; absent before the first run.',
    labels: ['check', 'severity'],
    read: () => (diagnostics()?.checks ?? []).map(({ check, severity }) => ({ labels: { check, severity }, value: 1 })),
  })
}
