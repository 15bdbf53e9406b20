import { ProductError } from '@nemeton/contract'

/** Druid was there and said no to what it was asked. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof ProductError && (error.code === 'invalid_query' || error.code === 'druid_rejected')
