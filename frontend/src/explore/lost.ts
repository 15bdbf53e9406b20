import type { Datasource } from '@nemeton/contract'
import type { Exploration } from './exploration.ts'

/** Columns that an exploration speaks of and the datasource does not have. */
export function lostColumns({ splits, filters }: Exploration, { columns }: Datasource): readonly string[] {
  const known = new Set(columns.map(({ name }) => name))
  known.add('__time')
  const asked = new Set([...splits, ...filters].map(({ column }) => column))
  return [...asked].filter((column) => !known.has(column))
}

export function without(state: Exploration, columns: readonly string[]): Exploration {
  if (columns.length === 0) return state
  const stays = ({ column }: { readonly column: string }) => !columns.includes(column)
  return { ...state, splits: state.splits.filter(stays), filters: state.filters.filter(stays) }
}
