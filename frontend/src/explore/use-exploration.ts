import { useCallback, useMemo, useState } from 'react'
import { useLocation, useNavigate } from 'react-router'
import type { Exploration } from './exploration.ts'
import { parseExploration, printExploration } from './exploration-link.ts'

export type Update = (change: (state: Exploration) => Exploration) => void

/** Steps through the changes of this exploration; null where there is none to take. */
export interface Steps {
  readonly undo: (() => void) | null
  readonly redo: (() => void) | null
}

/**
 * The exploration that the address holds; a change is a new address, so back undoes it. `ahead` hears of what comes, before
 * anything is drawn by it.
 */
export function useExploration(ahead: (next: Exploration) => void): readonly [Exploration, Update, Steps] {
  const { search, state } = useLocation()
  const navigate = useNavigate()
  const step = stepOf(state)
  const [furthest, setFurthest] = useState(step)
  const exploration = useMemo(() => parseExploration(new URLSearchParams(search)), [search])
  const update = useCallback<Update>(
    (change) => {
      // the address itself, not the last render: two changes may come before one
      const before = parseExploration(new URLSearchParams(window.location.search))
      const next = printExploration(change(before))
      if (next === printExploration(before)) return
      ahead(parseExploration(new URLSearchParams(next)))
      const place = stepOf(window.history.state?.usr) + 1
      setFurthest(place)
      navigate({ search: next }, { preventScrollReset: true, state: { step: place } })
    },
    [navigate, ahead],
  )
  const steps = useMemo<Steps>(
    () => ({
      undo: step > 0 ? () => navigate(-1) : null,
      redo: step < furthest ? () => navigate(1) : null,
    }),
    [step, furthest, navigate],
  )
  return [exploration, update, steps]
}

/** How many changes lie before an entry of the browser's history. */
const stepOf = (state: unknown): number =>
  typeof state === 'object' && state !== null && 'step' in state && typeof state.step === 'number' ? state.step : 0
