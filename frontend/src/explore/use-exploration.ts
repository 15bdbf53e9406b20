import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'
import { type Exploration, parseExploration, printExploration } from './exploration.ts'

export type Update = (change: (state: Exploration) => Exploration) => void

/** The exploration that the address holds; a change is a new address, so back undoes it. */
export function useExploration(): readonly [Exploration, Update] {
  const [search, setSearch] = useSearchParams()
  const exploration = useMemo(() => parseExploration(search), [search])
  const update = useCallback<Update>(
    (change) =>
      setSearch((before) => new URLSearchParams(printExploration(change(parseExploration(before)))), {
        preventScrollReset: true,
      }),
    [setSearch],
  )
  return [exploration, update]
}
