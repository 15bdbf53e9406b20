import { ProductError } from '@nemeton/contract'

/** A closed list: `ok`, a code of the contract, or `internal`. */
export function outcomeOf(error: unknown): string {
  if (error === undefined || error === null) return 'ok'
  return error instanceof ProductError ? error.code : 'internal'
}
