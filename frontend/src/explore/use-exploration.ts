import { useCallback, useMemo } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { type Exploration, parseExploration, printExploration } from './exploration.ts'

export type Update = (change: (state: Exploration) => Exploration) => void

/** The exploration that the address holds; a change is a new address, so back undoes it. */
export function useExploration(): readonly [Exploration, Update] {
  const { search } = useLocation()
  const navigate = useNavigate()
  const exploration = useMemo(() => parseExploration(new URLSearchParams(search)), [search])
  const update = useCallback<Update>(
    (change) => {
      // the address itself, not the last render: two changes may come before one
      const before = parseExploration(new URLSearchParams(window.location.search))
      navigate({ search: printExploration(change(before)) }, { preventScrollReset: true })
    },
    [navigate],
  )
  return [exploration, update]
}
